/* Lists put in order by hand, and the week that is dragged. Everything here can also be done with the keyboard: lists have
   buttons, and a slot that has the focus moves by arrow keys. Dropping opens the page that tells what would change; nothing is
   saved by a gesture alone. */
(() => {
  "use strict";
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* ---- lists: drag by the grip ---- */
  let held = null;
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || event.button) return;
    held = grip.closest("[data-sort]");
    held.classList.add("is-held");
    grip.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-sort]");
    if (!over || over === held || over.parentElement !== held.parentElement) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });
  document.addEventListener("pointerup", () => {
    if (!held) return;
    held.classList.remove("is-held");
    const list = held.closest("[data-sortable]");
    held = null;
    list?.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
  });
  document.addEventListener("sorted", (event) => {
    const button = document.querySelector(event.target.dataset.saves || "#none");
    if (button) button.hidden = false;
  });

  /* ---- the week: the slot whose parts stand beside it ---- */
  document.addEventListener("click", (event) => {
    const slot = event.target.closest?.("[data-glance]");
    if (!slot) return;
    $$("[data-glance][aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    slot.setAttribute("aria-current", "true");
    const panel = document.getElementById("buoi");
    const isBelow = panel.getBoundingClientRect().top >= slot.closest(".week").getBoundingClientRect().bottom;
    if (isBelow) panel.scrollIntoView({ block: "start" });
  });

  /* ---- the week: drag to another hour or day, pull the lower edge to change the length ---- */
  const week = document.querySelector("[data-week]");
  if (!week) return;
  const STEP = 5; // minutes
  const PULL = 6; // pixels a minute at most, where a session's lower edge is pulled
  const stretches = JSON.parse(week.dataset.week); // [first minute, last minute, first pixel, pixels]
  const columns = $$("svg[data-day]", week);
  const told = document.createElement("div");
  told.className = "drag-told";
  told.setAttribute("role", "status");
  told.hidden = true;
  document.body.append(told);

  const minuteAt = (y) => {
    let [minute, above] = [0, 0]; // where the stretch before ends; a folded silence has a scale of its own
    for (const [first, last, top, tall] of stretches) {
      if (y < top) return minute + ((y - above) * (first - minute)) / (top - above);
      if (y <= top + tall) return first + ((y - top) * (last - first)) / tall;
      [minute, above] = [last, top + tall];
    }
    const bottom = columns[0].getBoundingClientRect().height;
    return minute + ((y - above) * (1440 - minute)) / Math.max(bottom - above, 1);
  };
  const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  /* A pulled edge goes on at its stretch's pace into the silence, whose own scale is folded; never finer than a hand can be. */
  const pulled = (drag, y) => {
    const [first, last, , tall] = stretches.find(([first, last]) => drag.minute >= first && drag.minute <= last) || [0, 1, 0, PULL];
    return lasting(drag.begun + (y - drag.y) / Math.min(tall / Math.max(last - first, 1), PULL));
  };
  const lasting = (minutes) => Math.max(STEP, Math.min(+week.dataset.longest, Math.round(minutes / STEP) * STEP));
  const bounded = (minute) => Math.max(0, Math.min(1435, Math.round(minute / STEP) * STEP));
  const open = (slot, day, minute, length) => {
    const address = new URL(slot.dataset.move, location.href);
    address.searchParams.set("sang", day);
    address.searchParams.set("gio", clock(minute));
    address.searchParams.set("phut", length);
    location.assign(address);
  };

  let drag = null;
  week.addEventListener("pointerdown", (event) => {
    const slot = event.target.closest("a[data-move]");
    if (!slot || event.button || event.pointerType === "touch") return;
    const isPull = event.target.closest("[data-pull]") !== null;
    drag = { slot, isPull, x: event.clientX, y: event.clientY, moved: false, day: slot.dataset.day, minute: +slot.dataset.minute, length: +slot.dataset.length, begun: +slot.dataset.length };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
    drag.moved = true;
    drag.slot.classList.add("is-dragged");
    const column = columns.find((each) => { const box = each.getBoundingClientRect(); return event.clientX >= box.left && event.clientX < box.right; });
    const box = (column || columns[0]).getBoundingClientRect();
    const pixel = event.clientY - box.top;
    if (drag.isPull) {
      drag.length = pulled(drag, event.clientY);
    } else {
      if (column) drag.day = column.dataset.day;
      const grabbed = drag.grabbed ?? (drag.grabbed = minuteAt(drag.y - box.top) - +drag.slot.dataset.minute);
      drag.minute = bounded(minuteAt(pixel) - grabbed);
    }
    told.hidden = false;
    told.textContent = `${drag.day.slice(8)}/${drag.day.slice(5, 7)} · ${clock(drag.minute)} · ${drag.length} ${week.dataset.unit}`;
    told.style.left = `${event.clientX + 14}px`;
    told.style.top = `${event.clientY + 14}px`;
  });
  const drop = (isKept) => {
    if (!drag) return;
    const { slot, moved, day, minute, length } = drag;
    drag = null;
    told.hidden = true;
    slot.classList.remove("is-dragged");
    if (!moved) return;
    const swallow = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
    slot.addEventListener("click", swallow, { once: true, capture: true });
    setTimeout(() => slot.removeEventListener("click", swallow, { capture: true })); // dropped elsewhere: no click follows
    if (isKept) open(slot, day, minute, length);
  };
  addEventListener("pointerup", () => drop(true));
  addEventListener("pointercancel", () => drop(false));
  week.addEventListener("dragstart", (event) => event.preventDefault());

  /* Arrows move the slot that has the focus, with Shift its end; Enter opens what that would change, Escape forgets it. */
  let moved = null;
  week.addEventListener("keydown", (event) => {
    const slot = event.target.closest("a[data-move]");
    if (!slot) return;
    if (event.key === "Escape" && moved) { moved = null; told.hidden = true; event.preventDefault(); return; }
    if (event.key === "Enter" && moved?.slot === slot) { event.preventDefault(); open(slot, moved.day, moved.minute, moved.length); return; }
    if (!event.altKey || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (moved?.slot !== slot) moved = { slot, day: slot.dataset.day, minute: +slot.dataset.minute, length: +slot.dataset.length };
    const down = { ArrowDown: STEP, ArrowUp: -STEP }[event.key] || 0;
    if (event.shiftKey) moved.length = lasting(moved.length + down);
    else moved.minute = bounded(moved.minute + down);
    const days = columns.map((each) => each.dataset.day);
    const at = days.indexOf(moved.day) + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0);
    moved.day = days[Math.max(0, Math.min(days.length - 1, at))];
    const box = slot.getBoundingClientRect();
    told.hidden = false;
    told.textContent = `${moved.day.slice(8)}/${moved.day.slice(5, 7)} · ${clock(moved.minute)} · ${moved.length} ${week.dataset.unit} · ${week.dataset.enter}`;
    told.style.left = `${box.left}px`;
    told.style.top = `${box.bottom + 6}px`;
  });
})();
