/** Settings files: .bwobrc in the syntax of .bazelrc. */
@NullMarked
package dev.bwob.cli.rc;

import org.jspecify.annotations.NullMarked;
