package dev.bwob.rpc;

import com.google.protobuf.ByteString;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.fetch.OutputReader;
import dev.bwob.fetch.RequestException;
import dev.bwob.fetch.Selection;
import dev.bwob.fetch.SelectionResolver;
import dev.bwob.output.Output;
import dev.bwob.output.Workspace;
import dev.bwob.server.ResponseStream;
import dev.bwob.v1.ReadRequest;
import dev.bwob.v1.ReadResponse;
import io.grpc.protobuf.StatusProto;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Streams the bytes of one output. */
final class OutputReads {
  /** A message's largest piece: more than the transport's own frames costs only memory. */
  private static final int PIECE = 256 * 1024;

  private final SelectionResolver resolver;
  private final Sources sources;
  private final Makers makers;

  OutputReads(SelectionResolver resolver, Sources sources, Makers makers) {
    this.resolver = resolver;
    this.sources = sources;
    this.makers = makers;
  }

  void run(ReadRequest request, ResponseStream<ReadResponse> responses) throws Exception {
    Selection selection = resolver.resolve(Scopes.request(request.getSelection()));
    if (selection.outputs().size() != 1) {
      throw new RequestException(
          RequestException.Kind.INVALID,
          "%d outputs are selected, and one is wanted: %s and %s are the first"
              .formatted(
                  selection.outputs().size(),
                  selection.outputs().getFirst().output().path(),
                  selection.outputs().get(1).output().path()));
    }
    Output output = selection.outputs().getFirst().output();
    Workspace workspace = selection.scope().workspace();
    try {
      OutputReader.bytesOf(
              output,
              Path.of(workspace.execRoot()).resolve(output.path().value()),
              request.getOffset(),
              sources.forRequest(workspace, request.getRemote()))
          .copyTo(piece -> send(piece, responses));
    } catch (BlobNotFoundException e) {
      throw StatusProto.toStatusRuntimeException(
          StatusMapper.evicted(e, makers.labelOf(workspace, output)));
    }
  }

  private static void send(ByteBuffer bytes, ResponseStream<ReadResponse> responses)
      throws InterruptedException {
    while (bytes.hasRemaining()) {
      ByteString piece = ByteString.copyFrom(bytes, Math.min(PIECE, bytes.remaining()));
      responses.send(ReadResponse.newBuilder().setData(piece).build());
    }
  }
}
