/** What bwob doctor looks at: one class per subject. */
@NullMarked
package dev.bwob.cli.doctor;

import org.jspecify.annotations.NullMarked;
