import { newCanvas } from './heat-map.js';

/** The least shorter side and the greatest longer side of a picture, in pixels of the page. */
const SHORTEST = 48;
const LONGEST = 4000;

/** Shows a heat map as large and as sharp as fits. */
export class MapFrame {
    #frame;
    #canvas;
    #map = null;
    #background = null;
    #chosen = null;
    #resizes = new ResizeObserver(() => this.#paint());

    /** @param {HTMLElement} frame around a canvas; a larger canvas is scrolled */
    constructor(frame) {
        this.#frame = frame;
        this.#canvas = frame.querySelector('canvas');
    }

    /** @param {import('./heat-map.js').HeatMap} map to show once a class is chosen */
    open(map) {
        this.#map = map;
        this.#resizes.observe(this.#frame);
    }

    close() {
        this.#resizes.disconnect();
        this.#map = null;
        this.#background = null;
        this.#chosen = null;
    }

    /** @param {import('./evidence.js').ClassEvidence} chosen */
    show(chosen) {
        this.#chosen = chosen;
        this.#paint();
    }

    /** @returns {HTMLCanvasElement} what is shown, in another size */
    copy({ width, height, unit }) {
        const canvas = newCanvas(width, height);
        this.#map.paint(canvas, this.#map.background(width, height), this.#chosen, unit);
        return canvas;
    }

    #paint() {
        if (this.#chosen === null || this.#frame.clientWidth === 0) {
            return;
        }
        const { width, height } = this.#size();
        this.#canvas.style.width = `${width}px`;
        this.#canvas.style.height = `${height}px`;
        const density = Math.min(devicePixelRatio, LONGEST / Math.max(width, height));
        const [across, down] = [width, height].map(side => Math.max(1, Math.round(side * density)));
        if (this.#background?.width !== across || this.#background.height !== down) {
            this.#canvas.width = across;
            this.#canvas.height = down;
            this.#background = this.#map.background(across, down);
        }
        this.#map.paint(this.#canvas, this.#background, this.#chosen, density);
        this.#beReachedIfScrolled();
    }

    /** As large as fits; very wide or very high pictures are larger, and scrolled. */
    #size() {
        const { width, height } = this.#map.picture;
        const highest = parseFloat(getComputedStyle(this.#frame).maxHeight);
        const fitting = Math.min(this.#frame.clientWidth / width, highest / height);
        const readable = Math.min(SHORTEST / Math.min(width, height), LONGEST / Math.max(width, height));
        const scale = Math.max(fitting, readable);
        return { width: Math.max(1, width * scale), height: Math.max(1, height * scale) };
    }

    #beReachedIfScrolled() {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.#frame;
        if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
            this.#frame.tabIndex = 0;
        } else {
            this.#frame.removeAttribute('tabindex');
        }
    }
}
