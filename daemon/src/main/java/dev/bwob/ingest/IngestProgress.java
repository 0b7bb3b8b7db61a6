package dev.bwob.ingest;

/**
 * How far a reader has come.
 *
 * @param events events or entries read
 * @param outputs files, trees and links recorded; one that is named twice counts twice
 * @param targets targets and aspects on targets recorded
 * @param bytesRead bytes taken from the input, before decompression
 */
public record IngestProgress(long events, long outputs, long targets, long bytesRead) {}
