// A chart in its place on a page: plotly.js draws it once and changes it in place when its figures change.

const decoder = new TextDecoder();
const places = new WeakMap();
const waiting = new Set();
const WHILE = 150; // milliseconds
let library;
let busy = false;

export default function ({ data, parentElement, setTriggerValue }) {
    let place = places.get(parentElement);
    if (!place) {
        place = new Place(parentElement);
        places.set(parentElement, place);
    }
    place.told = (codes) => setTriggerValue("picked", codes);
    place.take(data);
    return () => {
        places.delete(parentElement);
        place.leave();
    };
}

class Place {
    constructor(parent) {
        this.element = parent.appendChild(document.createElement("figure"));
        this.element.dataset.chart = "waiting";
        this.sizes = new ResizeObserver(() => this.fit());
        this.element.onfullscreenchange = () => this.fit();
    }

    take(bytes) {
        if (this.bytes && same(this.bytes, bytes)) return;
        this.bytes = bytes;
        this.chart = JSON.parse(decoder.decode(bytes));
        this.element.style.minHeight = `${this.chart.figure.layout.height}px`;
        this.element.setAttribute("aria-label", this.chart.alt);
        waiting.add(this);
        drawAll(this.chart.library);
    }

    // Pixels from what the reader sees: 0 where the chart is in sight.
    get distance() {
        const { top, bottom } = this.element.getBoundingClientRect();
        return Math.max(0, top - innerHeight, -bottom);
    }

    get size() {
        const whole = document.fullscreenElement === this.element;
        const height = whole ? this.element.clientHeight : this.chart.figure.layout.height;
        return { width: this.element.clientWidth, height };
    }

    async draw(plotly) {
        const { data, layout } = this.chart.figure;
        this.drawn = this.size;
        await plotly.react(this.element, data, { ...layout, ...this.drawn }, this.settings(plotly));
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
        if (this.chart.picking && codes != null) this.told([codes].flat());
    }

    fit() {
        const { width, height } = this.size;
        if (!width || (width === this.drawn.width && height === this.drawn.height)) return;
        this.drawn = { width, height };
        this.plotly.relayout(this.element, this.drawn);
    }

    fail() {
        this.element.dataset.chart = "missing";
        this.element.textContent = this.chart.said.missing;
    }

    leave() {
        waiting.delete(this);
        this.sizes.disconnect();
        this.plotly?.purge(this.element);
        this.element.remove();
    }
}

// Draws what waits, the nearest to the reader first, and lets the browser show what there is after every while.
async function drawAll(address) {
    if (busy) return;
    busy = true;
    try {
        library ??= import(new URL(address, document.baseURI));
        const plotly = (await library).default;
        await others(); // all charts of a run are drawn together
        while (waiting.size) {
            const next = [...waiting].map((place) => [place.distance, place]).sort(([one], [other]) => one - other);
            const until = performance.now() + WHILE;
            for (const [, place] of next) {
                if (performance.now() > until) break;
                waiting.delete(place);
                if (place.element.isConnected) await place.draw(plotly);
            }
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

// Lets the browser do what else there is to do.
function others() {
    return new Promise((on) => setTimeout(on));
}

function same(one, other) {
    return one.length === other.length && one.every((byte, place) => byte === other[place]);
}
