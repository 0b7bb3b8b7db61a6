package dev.bwob.cas.http;

import dev.bwob.cas.source.SourceSettings;
import dev.bwob.digest.Digest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes the requests of the HTTP cache protocol. */
final class HttpRequests {
  private final SourceSettings settings;
  private final String base;
  private final String userInfo;

  HttpRequests(SourceSettings settings, URI address) {
    this.settings = settings;
    String rawUserInfo = address.getRawUserInfo();
    this.base =
        rawUserInfo == null
            ? address.toString()
            : address.toString().replace(rawUserInfo + "@", "");
    this.userInfo = address.getUserInfo() == null ? "" : address.getUserInfo();
  }

  URI uri(Digest digest) {
    return URI.create(base + "/cas/" + digest.hex());
  }

  HttpRequest get(Digest digest, long offset) {
    HttpRequest.Builder request = request(uri(digest)).GET();
    if (offset > 0) {
      request.setHeader("Range", "bytes=" + offset + "-");
    }
    return request.build();
  }

  HttpRequest head(URI uri) {
    return request(uri).HEAD().build();
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(settings.transfer().callTimeout());
    if (!userInfo.isEmpty()) {
      String encoded =
          Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
      request.setHeader("Authorization", "Basic " + encoded);
    }
    settings.headers().forEach(request::setHeader);
    return request;
  }
}
