package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildEventId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.TargetCompletedId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.TargetConfiguredId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kinds of targets that are configured and not completed yet. Holds a bounded number: of the
 * targets of a very large build that stay open for long, the oldest lose their kind.
 */
final class TargetKinds {
  private static final int MAX_OPEN = 200_000;

  private record Key(String label, String aspect) {}

  /** {@code open} completions are still to come: one for each configuration. */
  private record Kind(String name, int open) {}

  private final Map<Key, Kind> kinds =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kind> eldest) {
          return size() > MAX_OPEN;
        }
      };

  /** One copy of each name: there are few, and many targets. */
  private final Map<String, String> names = new HashMap<>();

  /** Takes a {@code target_configured} event. */
  void configured(BuildEvent event) {
    TargetConfiguredId id = event.getId().getTargetConfigured();
    int open = 0;
    for (BuildEventId child : event.getChildrenList()) {
      open += child.hasTargetCompleted() ? 1 : 0;
    }
    String name = event.getConfigured().getTargetKind();
    if (open > 0 && !name.isEmpty()) {
      if (names.size() < MAX_OPEN) {
        name = names.computeIfAbsent(name, same -> same);
      }
      kinds.put(new Key(id.getLabel(), id.getAspect()), new Kind(name, open));
    }
  }

  /** The kind of a target that is completed now; empty if it is not known. */
  String completed(TargetCompletedId id) {
    Key key = new Key(id.getLabel(), id.getAspect());
    Kind kind = kinds.get(key);
    if (kind == null) {
      return "";
    }
    if (kind.open() > 1) {
      kinds.put(key, new Kind(kind.name(), kind.open() - 1));
    } else {
      kinds.remove(key);
    }
    return kind.name();
  }
}
