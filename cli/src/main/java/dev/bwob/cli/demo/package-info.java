/** The tour that bwob demo takes, on a build recorded beforehand. */
@NullMarked
package dev.bwob.cli.demo;

import org.jspecify.annotations.NullMarked;
