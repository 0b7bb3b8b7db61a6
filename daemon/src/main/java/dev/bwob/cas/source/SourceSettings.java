package dev.bwob.cas.source;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Everything needed to ask one source. Digest functions are not in it: each digest names its own.
 *
 * @param instanceName of a REAPI server; may be empty
 * @param headers sent with every call, by lower-case name; may be secrets, so never printed
 * @param tls only for {@code grpcs} and {@code https}
 */
public record SourceSettings(
    SourceAddress address,
    String instanceName,
    Map<String, String> headers,
    TlsFiles tls,
    TransferSettings transfer) {
  private static final Pattern HEADER_NAME = Pattern.compile("[0-9a-z_.-]+");

  public SourceSettings {
    if (instanceName.startsWith("/") || instanceName.endsWith("/")) {
      throw new IllegalArgumentException(
          "The instance name '%s' must not begin or end with a slash.".formatted(instanceName));
    }
    headers = Map.copyOf(headers);
    boolean secure =
        switch (address) {
          case SourceAddress.Grpc grpc -> grpc.tls();
          case SourceAddress.Http http -> "https".equals(http.base().getScheme());
          case SourceAddress.GrpcSocket socket -> false;
          case SourceAddress.DiskCache folder -> false;
        };
    if (!secure && !tls.isEmpty()) {
      throw new IllegalArgumentException(
          "TLS files are given, but %s does not use TLS.".formatted(address));
    }
  }

  /** An address with nothing else said. */
  public static SourceSettings of(String address) {
    SourceAddress parsed = SourceAddress.parse(address);
    return new SourceSettings(
        parsed, "", Map.of(), TlsFiles.NONE, TransferSettings.defaultsFor(parsed));
  }

  public SourceSettings withInstanceName(String name) {
    return new SourceSettings(address, name, headers, tls, transfer);
  }

  /** Sets the headers, each written {@code name=value} as for {@code --remote_header}. */
  public SourceSettings withHeaders(Collection<String> lines) {
    return new SourceSettings(address, instanceName, parseHeaders(lines), tls, transfer);
  }

  public SourceSettings withTls(TlsFiles files) {
    return new SourceSettings(address, instanceName, headers, files, transfer);
  }

  public SourceSettings withTransfer(TransferSettings settings) {
    return new SourceSettings(address, instanceName, headers, tls, settings);
  }

  /**
   * Reads headers written {@code name=value}; the values of a repeated name are joined with commas.
   *
   * @throws IllegalArgumentException if one is malformed; the message does not repeat its value
   */
  static Map<String, String> parseHeaders(Collection<String> lines) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      String name = equals < 0 ? "" : line.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (!HEADER_NAME.matcher(name).matches() || name.endsWith("-bin")) {
        throw new IllegalArgumentException(
            "A header must be written name=value, with a name of letters, digits, '-', '_' and '.'"
                + " that does not end in '-bin'"
                + (name.isEmpty() ? "." : "; not so '" + name + "'."));
      }
      String value = line.substring(equals + 1).strip();
      if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
        throw new IllegalArgumentException(
            "The value of the header '%s' must be of printable ASCII.".formatted(name));
      }
      headers.merge(name, value, (before, next) -> before + "," + next);
    }
    return headers;
  }

  /** Names headers, but not their values. */
  @Override
  public String toString() {
    return "%s instance '%s' headers %s".formatted(address, instanceName, headers.keySet());
  }
}
