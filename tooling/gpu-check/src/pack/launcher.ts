/**
 * The script that starts the packed check with nothing but a shell and gzip: it unpacks Node and the native module once, by
 * way of a file of another name, so that an interrupted start leaves no half of one.
 */
const launcher = `#!/bin/sh
# Checks a GPU: ./gpu-check --help
set -eu
here=$(CDPATH= cd -- "$(command -p dirname -- "$0")" && pwd)
unpack() {
  if ! command -p gzip -dc -- "$1.gz" > "$1.part"; then
    echo "UnpackError: $1 could not be written. The folder must be writable, with 160 MB free, and gzip installed." >&2
    exit 2
  fi
  command -p chmod +x "$1.part"
  command -p mv -f -- "$1.part" "$1"
}
for packed in "$here"/*.gz "$here"/program/*.gz "$here"/fixtures/*.gz "$here"/tfjs/*.gz "$here"/NATIVE/*.gz; do
  [ -f "\${packed%.gz}" ] || unpack "\${packed%.gz}"
done
exec "$here/node" "$here/program/gpu-check.mjs" "$@"
`;

/** Where the native module of WebGPU lies in its package. */
export function nativeFolder(platform: string): string {
  return `node_modules/webgpu/dist/${platform}`;
}

/** The script for one platform, such as \`linux-x64\`. */
export function launcherFor(platform: string): string {
  return launcher.replace('NATIVE', nativeFolder(platform));
}
