import { reach } from './places.js';

/** For colour-blind people, evidence against a class is also striped. */
const FOR = [242, 133, 0];
const AGAINST = [31, 111, 255];
const STRIPES = '#fff';
const UNSEEN = 'rgb(0 0 0 / 65%)';
/** Colours are distinguishable on a picture that is not black. */
const VEIL = 'rgb(255 255 255 / 48%)';
const STRONGEST = 0.8;
const SAME_PROPORTIONS = 0.02;
/** Smaller pictures show their pixels. */
const TINY = 64;

/** A picture in pale grey, overlaid with the evidence for and against a class. */
export class HeatMap {
    #image;
    #evidence;

    /**
     * @param {HTMLImageElement} image the picture; stays white if the browser cannot show it, or rotates it differently
     *     from the service
     * @param {import('./evidence.js').Evidence} evidence
     */
    constructor(image, evidence) {
        this.#image = image;
        this.#evidence = evidence;
    }

    /** @returns {{width: number, height: number}} the size of the picture itself */
    get picture() {
        return this.#evidence.picture;
    }

    /** @returns {HTMLCanvasElement} the picture in grey, in that size */
    background(width, height) {
        const canvas = newCanvas(width, height);
        const context = canvas.getContext('2d');
        // As the network sees it, transparency is white.
        context.fillStyle = '#fff';
        context.fillRect(0, 0, width, height);
        const { naturalWidth, naturalHeight } = this.#image;
        const proportions = naturalWidth * this.picture.height / (naturalHeight * this.picture.width);
        if (Math.abs(proportions - 1) < SAME_PROPORTIONS) {
            context.imageSmoothingEnabled = Math.max(naturalWidth, naturalHeight) >= TINY;
            context.imageSmoothingQuality = 'high';
            context.drawImage(this.#image, 0, 0, width, height);
            context.globalCompositeOperation = 'saturation';
            context.fillStyle = '#888';
            context.fillRect(0, 0, width, height);
            context.globalCompositeOperation = 'source-over';
            context.fillStyle = VEIL;
            context.fillRect(0, 0, width, height);
        }
        return canvas;
    }

    /**
     * @param {HTMLCanvasElement} canvas to paint on
     * @param {HTMLCanvasElement} background as large
     * @param {import('./evidence.js').ClassEvidence} chosen
     * @param {number} unit how many of the canvas's pixels make a visible pixel
     */
    paint(canvas, background, chosen, unit) {
        const { picture, area, largest } = this.#evidence;
        const across = canvas.width / picture.width;
        const down = canvas.height / picture.height;
        const map = [area.left * across, area.top * down, area.width * across, area.height * down];
        const covered = [map[0], map[1],
            reach(area.left, area.width, chosen.columns, picture.width) * across,
            reach(area.top, area.height, chosen.rows, picture.height) * down];
        const context = canvas.getContext('2d');
        context.clearRect(0, 0, canvas.width, canvas.height);
        // From top to bottom, since stripes are cut out of existing parts.
        paintBlocks(context, inPixels(chosen.blocks, largest, mean => mean < 0), map, covered, chosen);
        context.globalCompositeOperation = 'source-in';
        context.fillStyle = context.createPattern(stripe(unit), 'repeat');
        context.fillRect(0, 0, canvas.width, canvas.height);
        context.globalCompositeOperation = 'destination-over';
        paintBlocks(context, inPixels(chosen.blocks, largest, () => true), map, covered, chosen);
        paintUnseen(context, covered);
        context.drawImage(background, 0, 0);
        context.globalCompositeOperation = 'source-over';
    }
}

/** A canvas with one pixel per block, the stronger the less transparent, with the last ones repeated. */
function inPixels({ columns, rows, means }, largest, isShown) {
    const canvas = newCanvas(columns + 1, rows + 1);
    const context = canvas.getContext('2d');
    const pixels = context.createImageData(canvas.width, canvas.height);
    for (let row = 0; row <= rows; row++) {
        for (let column = 0; column <= columns; column++) {
            const mean = means[Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)];
            if (isShown(mean)) {
                const opacity = Math.round(255 * STRONGEST * Math.abs(mean) / largest);
                pixels.data.set([...mean > 0 ? FOR : AGAINST, opacity], 4 * (row * canvas.width + column));
            }
        }
    }
    context.putImageData(pixels, 0, 0);
    return canvas;
}

/** With sharp edges, since nothing is known between two blocks. */
function paintBlocks(context, pixels, [left, top, width, height], covered, { columns, rows, blocks: { side } }) {
    context.save();
    context.beginPath();
    context.rect(...covered);
    context.clip();
    context.imageSmoothingEnabled = false;
    context.drawImage(pixels, left, top, pixels.width * side / columns * width, pixels.height * side / rows * height);
    context.restore();
}

function paintUnseen(context, covered) {
    context.beginPath();
    context.rect(0, 0, context.canvas.width, context.canvas.height);
    context.rect(...covered);
    context.fillStyle = UNSEEN;
    context.fill('evenodd');
}

function stripe(unit) {
    const side = Math.max(4, Math.round(8 * unit));
    const canvas = newCanvas(side, side);
    const context = canvas.getContext('2d');
    context.strokeStyle = STRIPES;
    context.lineWidth = side / 6;
    context.beginPath();
    for (const shift of [-side, 0, side]) {
        context.moveTo(shift - side, 2 * side);
        context.lineTo(shift + 2 * side, -side);
    }
    context.stroke();
    return canvas;
}

export function newCanvas(width, height) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    return canvas;
}
