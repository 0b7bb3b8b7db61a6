package dev.bwob.cas.grpc;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import dev.bwob.digest.DigestFunction;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ByteStream of a {@link FakeRemoteCache}. Reads only. */
final class FakeByteStream extends ByteStreamGrpc.ByteStreamImplBase {
  private static final Pattern RESOURCE =
      Pattern.compile(
          "(?:(?<instance>.+)/)?(?<kind>blobs|compressed-blobs/zstd)"
              + "/(?:(?<function>[a-z0-9]+)/)?(?<hash>[0-9a-f]{32,128})/(?<size>[0-9]+)");

  private final FakeRemoteCache cache;

  FakeByteStream(FakeRemoteCache cache) {
    this.cache = cache;
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
    cache.reads.add(request);
    ServerCallStreamObserver<ReadResponse> call = (ServerCallStreamObserver<ReadResponse>) observer;
    call.setOnCancelHandler(cache.cancelledReads::incrementAndGet);
    try {
      ByteString wire = wireBytes(request);
      FaultScript.Cut cut = cache.faults.nextCut();
      long end = cut == null ? wire.size() : Math.min(cut.after(), wire.size());
      for (int from = 0; from < end && !call.isCancelled(); ) {
        int to = (int) Math.min(end, from + (long) cache.profile.largestMessage());
        call.onNext(ReadResponse.newBuilder().setData(wire.substring(from, to)).build());
        from = to;
      }
      if (cut == null) {
        call.onCompleted();
      } else if (cut.status() != null && cut.status().isOk()) {
        call.onCompleted();
      } else if (cut.status() != null) {
        call.onError(cut.status().asException());
      }
    } catch (StatusException e) {
      call.onError(e);
    }
  }

  private ByteString wireBytes(ReadRequest request) throws StatusException {
    Matcher name = RESOURCE.matcher(request.getResourceName());
    if (!name.matches()) {
      throw invalid("Malformed resource name: " + request.getResourceName());
    }
    String instance = name.group("instance");
    cache.admit(instance == null ? "" : instance);
    String function = name.group("function");
    if (function != null
        && !function.equals(DigestFunction.BLAKE3.name().toLowerCase(Locale.ROOT))) {
      throw invalid("Digest function in the resource name");
    }
    boolean zstd = name.group("kind").startsWith("compressed");
    if (zstd && !cache.profile.zstd()) {
      throw invalid("compressed-blobs is not known");
    }
    if (request.getReadLimit() != 0 && cache.profile.readLimit() != Status.Code.OK) {
      throw cache.profile.readLimit().toStatus().asException();
    }
    byte[] bytes = cache.blobs.forRead(name.group("hash"), Long.parseLong(name.group("size")));
    long offset = request.getReadOffset();
    if (offset > bytes.length) {
      throw Status.OUT_OF_RANGE.asException();
    }
    if (offset == bytes.length && cache.profile.readAtEnd() != Status.Code.OK) {
      throw cache.profile.readAtEnd().toStatus().asException();
    }
    ByteString rest = ByteString.copyFrom(bytes).substring(Math.toIntExact(offset));
    return zstd ? ZstdFrames.of(rest.toByteArray()) : rest;
  }

  private static StatusException invalid(String what) {
    return Status.INVALID_ARGUMENT.withDescription(what).asException();
  }
}
