#!/bin/sh
# Makes the vendored assets anew from the pinned npm packages. Needs npm, python3 and the network; run by hand only.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv tools
tools/bin/pip -q install fonttools==4.68.0 brotli==1.2.1
for package in htmx.org@4.0.1 @fontsource/be-vietnam-pro@5.3.0 @fontsource/inter@5.3.0 leaflet@1.9.4; do
    npm pack --silent "$package" >/dev/null
done
for archive in *.tgz; do mkdir "${archive%.tgz}" && tar xzf "$archive" -C "${archive%.tgz}"; done

# ASCII, the Latin-1 letters of Vietnamese, and the signs our pages print.
latin='U+20-7E,U+A0,U+AB,U+B0,U+B2,U+B3,U+B7,U+BB,U+C0-C3,U+C8-CA,U+CC,U+CD,U+D2-D5,U+D7,U+D9,U+DA,U+DD,U+E0-E3'
latin="$latin,U+E8-EA,U+EC,U+ED,U+F2-F5,U+F9,U+FA,U+FD,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026"
latin="$latin,U+2030,U+203A,U+2032,U+2033,U+2192,U+2212"
letters=kern,ccmp,locl,mark,mkmk
viet=fontsource-be-vietnam-pro-5.3.0/package
inter=fontsource-inter-5.3.0/package
subset() { tools/bin/pyftsubset "$1" --unicodes="$2" --layout-features="$3" --flavor=woff2 --no-hinting --output-file="$here/$4"; }
for weight in 400 600 700; do
    subset "$viet/files/be-vietnam-pro-latin-$weight-normal.woff2" "$latin" $letters "be-vietnam-pro-latin-$weight.woff2"
    subset "$viet/files/be-vietnam-pro-vietnamese-$weight-normal.woff2" '*' $letters "be-vietnam-pro-vietnamese-$weight.woff2"
    subset "$inter/files/inter-latin-$weight-normal.woff2" U+30-3A tnum "station-figures-$weight.woff2"
done
cp htmx.org-4.0.1/package/dist/htmx.min.js "$here/htmx-4.0.1.min.js"
cp htmx.org-4.0.1/package/dist/ext/hx-ptag.min.js "$here/hx-ptag-4.0.1.min.js"
cp leaflet-1.9.4/package/dist/leaflet.js "$here/leaflet-1.9.4.js"
sed '/url(/d' leaflet-1.9.4/package/dist/leaflet.css >"$here/leaflet-1.9.4.css" # of the pictures it names none is shown
cp leaflet-1.9.4/package/LICENSE "$here/LICENSE-leaflet.txt"
cp htmx.org-4.0.1/package/LICENSE "$here/LICENSE-htmx.txt"
cp "$viet/LICENSE" "$here/LICENSE-be-vietnam-pro.txt"
cp "$inter/LICENSE" "$here/LICENSE-inter.txt"
cd "$here" && sha256sum ./*.woff2 ./*.js ./*.css
