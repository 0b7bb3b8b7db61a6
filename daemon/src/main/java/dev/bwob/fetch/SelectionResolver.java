package dev.bwob.fetch;

import com.google.re2j.Pattern;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.RecordedOutput;
import dev.bwob.path.Glob;
import dev.bwob.path.LinkResolver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the outputs that a request means, in the index. Reads links of the workspace from disk;
 * writes nothing.
 *
 * <p>Safe for use by many threads. Calls the index from within the index's visitors.
 */
public final class SelectionResolver {
  private final OutputIndex outputs;
  private final BuildIndex builds;
  private final DiskView disk;

  public SelectionResolver(OutputIndex outputs, BuildIndex builds, DiskView disk) {
    this.outputs = outputs;
    this.builds = builds;
    this.disk = disk;
  }

  /**
   * The workspace (and invocation) that a request is about.
   *
   * @throws RequestException of kind NOT_RECORDED when no build is recorded for the folder or id,
   *     INVALID when the id is ambiguous
   */
  public Scope scope(SelectionRequest request) throws RequestException {
    return new ScopeFinder(builds, disk).find(request.workingDirectory(), request.invocationId());
  }

  /**
   * Everything that a request selects, each path once.
   *
   * @throws RequestException when a pattern can't mean anything or selects nothing
   */
  public Selection resolve(SelectionRequest request) throws RequestException {
    Set<String> seen = new HashSet<>();
    List<RecordedOutput> selected = new ArrayList<>();
    Scope scope =
        visit(
            request,
            (pattern, output) -> {
              if (seen.add(output.output().path().value())) {
                selected.add(output);
              }
              return true;
            });
    return new Selection(scope, selected);
  }

  /**
   * Shows everything that a request selects, pattern by pattern, holding little in memory. An
   * output that two patterns select is shown twice.
   *
   * @return what the request is about
   * @throws RequestException when a pattern can't mean anything, or when one selects nothing: then
   *     after the outputs of the patterns before it
   */
  public Scope visit(SelectionRequest request, SelectionVisitor visitor) throws RequestException {
    Scope scope = scope(request);
    if (request.patterns().isEmpty()) {
      throw RequestException.invalid("Nothing is asked for: name a label, a path or a glob.");
    }
    OutputGroups groups = OutputGroups.parse(request.outputGroups());
    SelectorParser parser =
        new SelectorParser(new TypedPaths(scope.workspace(), disk), request.workingDirectory());
    List<Selector> selectors = new ArrayList<>();
    for (String pattern : request.patterns()) {
      selectors.add(parser.parse(pattern, request.regex()));
    }
    TreeRoots trees = new TreeRoots(outputs, scope.workspace());
    for (int i = 0; i < selectors.size(); i++) {
      Walk walk = new Walk(scope, trees, groups, request.patterns().get(i), visitor);
      walk.visit(selectors.get(i));
      if (walk.stopped) {
        break;
      }
      if (walk.found == 0) {
        throw walk.nothing(selectors.get(i));
      }
    }
    return scope;
  }

  /** The walk for one pattern. */
  private final class Walk {
    private final Scope scope;
    private final OutputGroups groups;
    private final String pattern;
    private final SelectionVisitor visitor;
    private final PathFinder paths;
    private final LabelFinder labels;
    private long found;
    private boolean stopped;
    private String reason = "";

    Walk(
        Scope scope,
        TreeRoots trees,
        OutputGroups groups,
        String pattern,
        SelectionVisitor visitor) {
      this.scope = scope;
      this.groups = groups;
      this.pattern = pattern;
      this.visitor = visitor;
      this.paths = new PathFinder(outputs, builds, scope, trees);
      this.labels = new LabelFinder(outputs, builds, scope, trees);
    }

    void visit(Selector selector) {
      switch (selector) {
        case Selector.Labels(LabelPattern label) ->
            labels
                .visit(label, groups, this::show)
                .filter(text -> reason.isEmpty())
                .ifPresent(text -> reason = text);
        case Selector.AtPath(String path) -> paths.at(path, this::show);
        case Selector.Matching(Glob glob) ->
            paths.matching(glob.fixedDirectory(), glob::mayMatchBelow, glob::matches, this::show);
        case Selector.Containing(Pattern regex) ->
            paths.matching("", directory -> true, path -> regex.matcher(path).find(), this::show);
        case Selector.InSomeConfiguration some -> inSomeConfiguration(some);
        case Selector.FirstOf(List<Selector> alternatives) -> {
          for (Selector alternative : alternatives) {
            if (found == 0 && !stopped) {
              visit(alternative);
            }
          }
        }
      }
    }

    private void inSomeConfiguration(Selector.InSomeConfiguration some) {
      for (String configuration : new ConfigurationFolders(outputs).of(scope.workspace())) {
        if (found > 0 || stopped) {
          return;
        }
        visit(in(rootIn(configuration, some), some));
      }
    }

    private static String rootIn(String configuration, Selector.InSomeConfiguration some) {
      String folder = LinkResolver.OUTPUT_TREE + "/" + configuration;
      return some.root().isEmpty() ? folder : folder + "/" + some.root();
    }

    private static Selector in(String root, Selector.InSomeConfiguration some) {
      if (some.glob()) {
        return new Selector.Matching(Glob.parse(Glob.quote(root) + "/" + some.rest()));
      }
      return new Selector.AtPath(some.rest().isEmpty() ? root : root + "/" + some.rest());
    }

    private boolean show(RecordedOutput output) {
      found++;
      if (!visitor.visit(pattern, output)) {
        stopped = true;
      }
      return !stopped;
    }

    RequestException nothing(Selector selector) {
      NearestMatches nearest = new NearestMatches(outputs, builds, scope);
      List<String> candidates = nearest(selector, nearest);
      String hint =
          candidates.isEmpty() ? "" : " Nearest matches: " + String.join(", ", candidates) + ".";
      String what =
          reason.isEmpty()
              ? "Nothing is recorded for '%s' in %s%s."
                  .formatted(
                      pattern,
                      scope.workspace().directory(),
                      scope.isOneInvocation() ? " by invocation " + scope.invocationId() : "")
              : "Nothing is recorded for '%s': %s".formatted(pattern, reason);
      return RequestException.notRecorded(what + hint);
    }

    private List<String> nearest(Selector selector, NearestMatches nearest) {
      return switch (selector) {
        case Selector.Labels(LabelPattern label) ->
            reason.isEmpty() ? nearest.labels(label) : List.of();
        case Selector.AtPath(String path) -> nearest.paths(path);
        case Selector.InSomeConfiguration some when !some.glob() -> nearestInSome(some, nearest);
        case Selector.FirstOf(List<Selector> alternatives) ->
            alternatives.stream()
                .flatMap(alternative -> nearest(alternative, nearest).stream())
                .distinct()
                .limit(3)
                .toList();
        default -> List.of();
      };
    }

    private List<String> nearestInSome(Selector.InSomeConfiguration some, NearestMatches nearest) {
      return new ConfigurationFolders(outputs)
          .of(scope.workspace()).stream()
              .limit(2)
              .map(name -> rootIn(name, some))
              .flatMap(root -> nearest.paths(root + "/" + some.rest()).stream())
              .limit(3)
              .toList();
    }
  }
}
