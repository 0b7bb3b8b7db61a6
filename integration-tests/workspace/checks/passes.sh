#!/bin/sh
exec grep -q "proof-read" plain/volume.txt
