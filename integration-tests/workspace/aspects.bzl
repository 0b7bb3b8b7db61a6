"""An aspect as editors use them: a small file about each target, and everything that has to be on disk to read its sources."""

_EDGES = ["deps", "srcs", "data", "tools"]

EditorFiles = provider(fields = {
    "notes": "depset of the files made here and below",
    "sources": "depset of the targets' files, here and below",
})

def _below(ctx):
    found = []
    for edge in _EDGES:
        neighbours = getattr(ctx.rule.attr, edge, None)
        if type(neighbours) == type([]):
            found += [n[EditorFiles] for n in neighbours if EditorFiles in n]
    return found

def _editor_aspect_impl(target, ctx):
    # By a file-write action, which never is remote in 4.2.3 ...
    kind = ctx.actions.declare_file(ctx.label.name + ".kind.txt")
    ctx.actions.write(kind, "%s %s\n" % (ctx.rule.kind, ctx.label))

    # ... and by a spawn, which is.
    shout = ctx.actions.declare_file(ctx.label.name + ".kind.upper.txt")
    ctx.actions.run_shell(
        mnemonic = "Shout",
        inputs = [kind],
        outputs = [shout],
        arguments = [kind.path, shout.path],
        command = "tr '[:lower:]' '[:upper:]' <\"$1\" >\"$2\"",
    )

    below = _below(ctx)
    notes = depset([kind, shout], transitive = [b.notes for b in below])
    sources = depset(transitive = [b.sources for b in below] + [target[DefaultInfo].files])
    return [
        EditorFiles(notes = notes, sources = sources),
        OutputGroupInfo(editor_notes = notes, editor_sources = sources),
    ]

editor_aspect = aspect(
    implementation = _editor_aspect_impl,
    attr_aspects = _EDGES,
)
