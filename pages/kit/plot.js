// A chart in its place on a page: plotly.js draws it once and changes it in place when its figures change.

const decoder = new TextDecoder();
const places = new WeakMap();
const waiting = new Set();
const WHILE = 500; // milliseconds
let library;
let busy = false;

export default function ({ data, parentElement, setTriggerValue }) {
    let place = places.get(parentElement);
    if (!place) {
        place = new Place(parentElement);
        places.set(parentElement, place);
    }
    place.tell = setTriggerValue;
    place.take(decoder.decode(data));
    return () => {
        places.delete(parentElement);
        place.leave();
    };
}

class Place {
    buttons = {};

    constructor(parent) {
        const make = (tag, className = "") => parent.appendChild(Object.assign(document.createElement(tag), { className }));
        this.title = make("h2", "rd-head");
        this.note = make("p", "rd-note");
        this.element = make("figure");
        this.panels = make("div", "panels");
        this.element.dataset.chart = "waiting";
        this.element.onfullscreenchange = () => this.fit();
        this.sizes = new ResizeObserver(() => this.fit());
    }

    take(written) {
        if (written === this.written) return;
        const chart = JSON.parse(written);
        const drawing = figureOf(written) !== figureOf(this.written);
        if (chart.lang !== this.chart?.lang) this.set = undefined;
        this.written = written;
        this.chart = chart;
        this.say();
        if (drawing) {
            this.element.style.minHeight = `${chart.figure.layout.height}px`;
            waiting.add(this);
            drawAll(chart.library);
        }
    }

    // Tells around the chart what it shows, and what can be opened below it.
    say() {
        const { title, note, alt, panels } = this.chart;
        for (const [part, text] of [[this.title, title], [this.note, note]]) {
            part.textContent = text;
            part.hidden = !text;
        }
        this.element.setAttribute("aria-label", alt);
        for (const [name, text, open] of panels) {
            const button = (this.buttons[name] ??= this.panels.appendChild(this.opening(name)));
            button.textContent = text;
            button.ariaExpanded = open;
        }
    }

    opening(name) {
        const onclick = () => this.tell("opened", name);
        return Object.assign(document.createElement("button"), { type: "button", onclick });
    }

    // Pixels from what the reader sees: 0 where the chart is in sight.
    get distance() {
        const { top, bottom } = this.element.getBoundingClientRect();
        return Math.max(0, top - innerHeight, -bottom);
    }

    get size() {
        const width = this.element.clientWidth;
        const whole = document.fullscreenElement === this.element;
        const height = whole ? this.element.clientHeight : laidOut(this.chart.figure, width).height;
        return { width, height };
    }

    async draw(plotly, size) {
        this.drawn = size;
        const layout = { ...laidOut(this.chart.figure, size.width), ...size };
        await plotly.react(this.element, this.chart.figure.data, layout, this.settings(plotly));
        if (this.element.dataset.chart === "drawn") return;
        this.element.dataset.chart = "drawn";
        this.plotly = plotly;
        this.element.on("plotly_click", ({ points }) => this.pick(points[0]));
        this.sizes.observe(this.element);
    }

    // The same object for every drawing: plotly.js begins anew where its settings have changed.
    settings(plotly) {
        const { Icons } = plotly;
        const picture = {
            name: "picture",
            title: this.chart.said.picture,
            icon: Icons.camera,
            click: () => plotly.downloadImage(this.element, { format: "png", scale: 2, filename: this.chart.file }),
        };
        const whole = {
            name: "whole",
            title: this.chart.said.whole,
            icon: Icons.autoscale,
            click: () => (document.fullscreenElement ? document.exitFullscreen() : this.element.requestFullscreen()),
        };
        const buttons = { displayModeBar: true, displaylogo: false, modeBarButtons: [[picture, whole]] };
        return (this.set ??= { ...buttons, locale: this.chart.lang });
    }

    pick(point) {
        const codes = point?.customdata;
        if (this.chart.picking && codes != null) this.tell("picked", [codes].flat());
    }

    fit() {
        const { width, height } = this.size;
        if (!width || (width === this.drawn.width && height === this.drawn.height)) return;
        this.draw(this.plotly, { width, height });
    }

    fail() {
        this.element.dataset.chart = "missing";
        this.element.textContent = this.chart.said.missing;
    }

    leave() {
        waiting.delete(this);
        this.sizes.disconnect();
        this.plotly?.purge(this.element);
        for (const part of [this.title, this.note, this.element, this.panels]) part.remove();
    }
}

// Draws what waits, the nearest to the reader first. What is in sight is shown before the rest is drawn, and
// what there is after every while: whenever the browser shows a page, it lays out and paints all of it.
async function drawAll(address) {
    if (busy) return;
    busy = true;
    try {
        library ??= import(new URL(address, document.baseURI));
        const plotly = (await library).default;
        await soon(); // all charts of a run come one after another, and are drawn together
        while (waiting.size) {
            // Asked of all before any is drawn: the answer costs the browser a layout of the page.
            const next = [...waiting].map((place) => ({ place, far: place.distance, size: place.size }));
            next.sort((one, other) => one.far - other.far);
            const until = performance.now() + WHILE;
            const seen = next[0].far === 0;
            const drawing = [];
            for (const { place, far, size } of next) {
                if ((seen && far > 0) || performance.now() > until) break;
                waiting.delete(place);
                if (place.element.isConnected) drawing.push(place.draw(plotly, size));
            }
            await Promise.all(drawing);
            if (waiting.size) await others();
        }
    } catch (fault) {
        console.error(fault);
        library = undefined; // asked for again with the next figures
        waiting.forEach((place) => place.fail());
        waiting.clear();
    } finally {
        busy = false;
    }
}

// Lets what is under way be done, but no frame be shown.
function soon() {
    const { port1, port2 } = new MessageChannel();
    port2.postMessage("");
    return new Promise((on) => (port1.onmessage = on));
}

// Lets the browser do what else there is to do.
function others() {
    return new Promise((on) => setTimeout(on));
}

// The layout of a figure in a place so many pixels wide.
function laidOut({ layout }, width) {
    const { least, narrow } = layout.meta ?? {};
    if (!(width < least)) return layout;
    const changed = Object.entries(narrow).map(([part, more]) => [
        part,
        typeof more === "object" ? { ...layout[part], ...more } : more,
    ]);
    return { ...layout, ...Object.fromEntries(changed) };
}

// The figure as it is written, which stands last.
function figureOf(written = "") {
    return written.slice(written.indexOf('"figure":'));
}
