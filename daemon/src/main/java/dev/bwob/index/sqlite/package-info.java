/**
 * The output index in one SQLite file. The only package that speaks SQL.
 *
 * <p>{@link dev.bwob.index.sqlite.SqliteIndex} is the daemon's: it reads and records. {@link
 * dev.bwob.index.sqlite.SqliteIndexReader} only reads, and may do so in another process while the
 * daemon records.
 */
@NullMarked
package dev.bwob.index.sqlite;

import org.jspecify.annotations.NullMarked;
