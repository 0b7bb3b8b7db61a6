package dev.bwob.remotecache;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.server.CallThreads;
import dev.bwob.server.RequestStream;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/** {@code ByteStream}: single blobs, plain and compressed with zstd. */
final class ByteStreamService extends ByteStreamGrpc.ByteStreamImplBase {
  /** Messages that may wait while one is written: the disk and the network work side by side. */
  private static final int WINDOW = 4;

  private final LocalBlobs blobs;
  private final CallThreads threads;

  ByteStreamService(LocalBlobs blobs, CallThreads threads) {
    this.blobs = blobs;
    this.threads = threads;
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
    threads.start(observer, responses -> new StreamRead(blobs, responses).run(request));
  }

  @Override
  public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> observer) {
    RequestStream<WriteRequest> requests = new RequestStream<>(observer, WINDOW);
    threads.start(
        observer,
        responses -> responses.send(new StreamWrite(blobs, new WriteParts(requests)).run()));
    return requests;
  }

  @Override
  public void queryWriteStatus(
      QueryWriteStatusRequest request, StreamObserver<QueryWriteStatusResponse> observer) {
    threads.start(observer, responses -> responses.send(status(request)));
  }

  private QueryWriteStatusResponse status(QueryWriteStatusRequest request) throws IOException {
    ResourceName name = ResourceName.parseWrite(request.getResourceName());
    QueryWriteStatusResponse.Builder status = QueryWriteStatusResponse.newBuilder();
    if (blobs.contains(name.digest())) {
      status.setComplete(true).setCommittedSize(name.zstd() ? -1 : name.digest().size());
    } else if (!name.zstd()) {
      status.setCommittedSize(blobs.uploaded(StreamWrite.uploadOf(name), name.digest()));
    }
    return status.build();
  }
}
