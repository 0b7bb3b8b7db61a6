/** What a person says about a place of blobs: address, instance name, credentials, how to ask. */
@NullMarked
package dev.bwob.cas.source;

import org.jspecify.annotations.NullMarked;
