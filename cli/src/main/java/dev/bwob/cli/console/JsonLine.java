package dev.bwob.cli.console;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One line of {@code --output=json}: an object with a {@code kind}. The shapes are in {@code
 * docs/json-output.md}. Empty texts and lists are left out, as are zeros put with {@link #known}.
 */
public final class JsonLine {
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private JsonLine() {
    json.setHtmlSafe(false);
  }

  /** Starts an object of the kind. */
  public static JsonLine of(String kind) {
    JsonLine line = new JsonLine();
    line.write(JsonWriter::beginObject);
    return line.put("kind", kind);
  }

  public JsonLine put(String name, String value) {
    return value.isEmpty() ? this : write(j -> j.name(name).value(value));
  }

  public JsonLine put(String name, long value) {
    return write(j -> j.name(name).value(value));
  }

  public JsonLine put(String name, boolean value) {
    return write(j -> j.name(name).value(value));
  }

  /** A number of which 0 means "not known". */
  public JsonLine known(String name, long value) {
    return value == 0 ? this : put(name, value);
  }

  public JsonLine object(String name, Consumer<JsonLine> fields) {
    write(j -> j.name(name).beginObject());
    fields.accept(this);
    return write(JsonWriter::endObject);
  }

  /** A list of texts. */
  public JsonLine put(String name, List<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    write(j -> j.name(name).beginArray());
    for (String value : values) {
      write(j -> j.value(value));
    }
    return write(JsonWriter::endArray);
  }

  /** A list of objects. */
  public <T> JsonLine list(String name, List<T> elements, Consumer<T> fields) {
    if (elements.isEmpty()) {
      return this;
    }
    write(j -> j.name(name).beginArray());
    for (T element : elements) {
      write(JsonWriter::beginObject);
      fields.accept(element);
      write(JsonWriter::endObject);
    }
    return write(JsonWriter::endArray);
  }

  /** The whole line, without its end. To be called once, last. */
  @Override
  public String toString() {
    write(JsonWriter::endObject);
    return text.toString();
  }

  private interface Step {
    void to(JsonWriter json) throws IOException;
  }

  private JsonLine write(Step step) {
    try {
      step.to(json);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter never fails", e);
    }
  }
}
