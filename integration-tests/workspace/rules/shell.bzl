"""Rules that make their outputs by a line of shell, for what genrule cannot declare."""

def _directory_impl(ctx):
    directory = ctx.actions.declare_directory(ctx.label.name)
    ctx.actions.run_shell(
        mnemonic = "FillDirectory",
        outputs = [directory],
        arguments = [directory.path],
        command = "set -e; cd \"$1\"\n" + ctx.attr.cmd,
    )
    files = depset([directory])
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))]

directory = rule(
    doc = "A tree artifact, named like the target.",
    implementation = _directory_impl,
    attrs = {"cmd": attr.string(mandatory = True, doc = "Runs inside of the new directory.")},
)

def _listing_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".txt")
    directory = ctx.file.directory
    ctx.actions.run_shell(
        mnemonic = "ListDirectory",
        inputs = [directory],
        outputs = [out],
        arguments = [directory.path, out.path],
        command = "find -L \"$1\" -type f -printf '%P %s\\n' | LC_ALL=C sort >\"$2\"",
    )
    return [DefaultInfo(files = depset([out]))]

listing = rule(
    doc = "The names and sizes of the files of a tree artifact.",
    implementation = _listing_impl,
    attrs = {"directory": attr.label(mandatory = True, allow_single_file = True)},
)

def _alias_link_impl(ctx):
    link = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = link, target_file = ctx.file.to)
    files = depset([link])
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))]

alias_link = rule(
    doc = "A symlink, named like the target.",
    implementation = _alias_link_impl,
    attrs = {"to": attr.label(mandatory = True, allow_single_file = True)},
)

def _handbook_impl(ctx):
    made = {}
    for part in ["text", "index", "figures", "draft", "_scratch"]:
        out = ctx.actions.declare_file("%s.%s" % (ctx.label.name, part.strip("_")))
        ctx.actions.run_shell(
            mnemonic = "WritePart",
            outputs = [out],
            arguments = [part, out.path],
            command = "echo \"part: $1\" >\"$2\"",
        )
        made[part] = out
    return [
        DefaultInfo(files = depset([made["text"]])),
        OutputGroupInfo(
            print = depset([made["index"], made["figures"]]),
            review = depset([made["draft"]]),
            _scratch = depset([made["_scratch"]]),
        ),
    ]

handbook = rule(
    doc = "One default output, output groups `print` of two files, `review` of one, `_scratch` of one.",
    implementation = _handbook_impl,
)

def _spelled_files_impl(ctx):
    folder = "%s/%s" % (ctx.bin_dir.path, ctx.label.package)
    made = []
    for name, spelling in ctx.attr.names.items():
        out = ctx.actions.declare_file(name)
        ctx.actions.run_shell(
            mnemonic = "SpelledFile",
            outputs = [out],
            arguments = [folder, spelling or name],
            command = "name=$(printf %b. \"$2\"); printf 'this is %s\\n' \"${name%.}\" >\"$1/${name%.}\"" if spelling else "printf 'this is %s\\n' \"$2\" >\"$1/$2\"",
        )
        made.append(out)
    return [DefaultInfo(files = depset(made))]

spelled_files = rule(
    doc = "Files with the names given. A name outside ASCII needs its spelling in octal escapes: the JVM does not hand it to a process unchanged.",
    implementation = _spelled_files_impl,
    attrs = {"names": attr.string_dict(mandatory = True, doc = "Name to its spelling for printf's %b, or to the empty string.")},
)

def _renamed_runfiles_impl(ctx):
    return [DefaultInfo(runfiles = ctx.runfiles(
        files = [ctx.file.src],
        symlinks = {ctx.attr.beside: ctx.file.src},
        root_symlinks = {ctx.attr.at_root: ctx.file.src},
    ))]

renamed_runfiles = rule(
    doc = "Puts one file into the runfiles under three names.",
    implementation = _renamed_runfiles_impl,
    attrs = {
        "at_root": attr.string(mandatory = True),
        "beside": attr.string(mandatory = True),
        "src": attr.label(mandatory = True, allow_single_file = True),
    },
)
