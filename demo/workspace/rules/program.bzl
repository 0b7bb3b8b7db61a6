"""A program that is made by the build, with the files it reads beside it."""

def _program_impl(ctx):
    name = ctx.label.name
    program = ctx.actions.declare_file(name)
    manifest = ctx.actions.declare_file(name + ".manifest")
    ctx.actions.run_shell(
        mnemonic = "Manifest",
        inputs = ctx.files.ships,
        outputs = [manifest],
        arguments = [manifest.path] + [f.path for f in ctx.files.ships],
        command = """
            out=$1
            shift
            for file; do
                sum=$(sha256sum <"$file")
                printf '%s %s %s\\n' "${sum%% *}" "$(($(wc -c <"$file")))" "${file#bazel-out/*/bin/}"
            done >"$out"
        """,
    )
    ctx.actions.run_shell(
        mnemonic = "Program",
        inputs = [ctx.file.src],
        outputs = [program],
        arguments = [ctx.file.src.path, program.path],
        command = "sed \"s|@MANIFEST@|%s|\" \"$1\" >\"$2\" && chmod 755 \"$2\"" % manifest.basename,
    )
    return [DefaultInfo(
        executable = program,
        files = depset([program, manifest] + ctx.files.ships),
    )]

program = rule(
    implementation = _program_impl,
    doc = "Default outputs: the program, a manifest (SHA-256, size, path below bazel-bin) of what it ships, and that.",
    executable = True,
    attrs = {
        "ships": attr.label_list(allow_files = True, doc = "What the program reads."),
        "src": attr.label(allow_single_file = True, mandatory = True, doc = "Shell; @MANIFEST@ becomes the manifest's file name."),
    },
)
