package dev.bwob.cas.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the files that the store writes. */
@FunctionalInterface
interface ChannelOpener {
  FileChannel open(Path file, OpenOption... options) throws IOException;
}
