/** The output index in one SQLite file. The only package that speaks SQL. */
@NullMarked
package dev.bwob.index.sqlite;

import org.jspecify.annotations.NullMarked;
