/* The map of audibility, drawn by Leaflet from the station's own GeoJSON. What can be done here by hand can be done in
   the form beside it and read in the table below. All words come from data attributes. */
(() => {
  "use strict";
  const frame = document.getElementById("map");
  const form = document.getElementById("thu");
  if (!frame || !form || !window.L) return;
  const told = frame.dataset;
  const field = (name) => form.elements.namedItem(name);
  const markers = new Map();

  frame.querySelector(".map-wait").hidden = false;
  const map = L.map(frame, { zoomControl: false, attributionControl: Boolean(told.tiles), minZoom: 9, maxZoom: 19, zoomSnap: 0.5, scrollWheelZoom: false });
  L.control.zoom({ zoomInTitle: told.closer, zoomOutTitle: told.farther }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (told.tiles) {
    frame.classList.add("has-tiles");
    map.attributionControl.setPrefix("");
    // Public tile servers want to know who asks; the page's own policy would not tell them.
    L.tileLayer(told.tiles, { attribution: text(told.credit), maxZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
  }
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());

  function text(words) {
    const safe = document.createElement("span");
    safe.textContent = words;
    return safe.innerHTML;
  }

  /* Ground below, speakers above; the order of the file is the order of drawing. */
  const looks = {
    audible: (told) => `ground g${Math.round(100 * told.level)}`,
    blurred: () => "blurred",
    before: () => "before",
    hamlet: () => "edge",
  };

  function draw(file) {
    frame.querySelector(".map-wait")?.remove();
    const layer = L.geoJSON(file, {
      style: (feature) => ({ className: looks[feature.properties.kind](feature.properties), stroke: true, fill: true, interactive: false, color: null, weight: null, opacity: null, fillOpacity: null }),
      filter: (feature) => feature.geometry.coordinates.length > 0,
      pointToLayer: (feature, place) => speaker(feature.properties, place),
      onEachFeature: (feature, drawn) => {
        if (feature.properties.kind === "hamlet") label(feature.properties.name, drawn.getBounds());
      },
    }).addTo(map);
    const bounds = layer.getBounds();
    const changed = [...markers.values()].filter((marker) => marker.told.changed).map((marker) => marker.getLatLng());
    if (changed.length) map.fitBounds(L.latLngBounds(changed).pad(0.3), { maxZoom: 15 });
    else if (bounds.isValid()) map.fitBounds(bounds, { padding: [8, 8] });
    choose(field("loa").value, { keep: Boolean(field("lat").value) });
  }

  const label = (name, bounds) => L.tooltip({ permanent: true, direction: "bottom", className: "place", offset: [0, 0] }).setLatLng([bounds.getSouth(), bounds.getCenter().lng]).setContent(text(name)).addTo(map);

  function speaker(told, place) {
    const horns = told.aims.map((aim) => `<path transform="rotate(${Number(aim)})" d="M-3-5L-8-19H8L3-5z"/>`).join("");
    const marks = ["horn", told.changed || told.added ? "is-changed" : ""].join(" ");
    const icon = L.divIcon({ className: marks, html: `<svg width="32" height="32" viewBox="-22 -22 44 44" aria-hidden="true">${horns}<circle r="6"/></svg>`, iconSize: [32, 32] });
    const marker = L.marker(place, { icon, keyboard: false, autoPan: true });
    marker.bindTooltip(text(`${told.id} ${told.added ? "" : told.name}`), { direction: "top", offset: [0, -12] });
    marker.told = told;
    markers.set(told.id, marker);
    marker.on("click", () => { field("loa").value = option(told.id); choose(told.id); });
    marker.on("drag", () => write(marker.getLatLng()));
    return marker;
  }

  /* A speaker that only this page knows has no line of its own in the list. */
  const option = (id) => ([...field("loa").options].some((each) => each.value === id) ? id : "moi");
  const write = (place) => { field("lat").value = place.lat.toFixed(6); field("lon").value = place.lng.toFixed(6); };

  function choose(id, { keep = false } = {}) {
    markers.forEach((marker, key) => {
      marker.dragging?.[key === id ? "enable" : "disable"]();
      marker.getElement()?.classList.toggle("is-chosen", key === id);
    });
    const marker = markers.get(id);
    if (marker && !keep) {
      write(marker.getLatLng());
      field("huong").value = marker.told.aims.join(" ");
    }
  }

  field("loa").addEventListener("change", () => choose(field("loa").value));
  map.on("click", (event) => { if (field("loa").value === "moi") write(event.latlng); });

  fetch(told.src, { headers: { Accept: "application/geo+json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then(draw)
    .catch(() => { map.remove(); frame.classList.add("is-lost"); frame.textContent = told.lost; });
})();
