import { Refusal, request } from './prediction.js';

/** Most blocks in a row that can be distinguished, also on a phone. */
const MOST_IN_A_ROW = 48;

/** Evidence for an answer: for each class, the contribution of each position of the picture. */
class Evidence {
    /**
     * @param {{width: number, height: number}} picture its size in pixels, upright
     * @param {{left: number, top: number, width: number, height: number}} area the part of it that the network sees
     * @param {Object[]} classes the most probable first
     */
    constructor({ picture, area, classes }) {
        this.picture = picture;
        this.area = area;
        this.classes = new Map(classes.map(each => [each.class, new ClassEvidence(each)]));
        /** The strongest block of any of the classes, so that their maps can be compared. */
        this.largest = Math.max(...[...this.classes.values()].map(({ blocks }) => blocks.largest));
    }
}

/** The contributions of the positions to the logit of a class: more than 0 for it, less than 0 against it. */
class ClassEvidence {
    constructor({ class: index, label, logit, bias, contributions }) {
        this.label = label ?? `class ${index}`;
        this.logit = logit;
        this.bias = bias;
        this.contributions = contributions;
        this.rows = contributions.length;
        this.columns = contributions[0].length;
        this.totalFor = 0;
        this.totalAgainst = 0;
        this.forEach(value => {
            this.totalFor += Math.max(0, value);
            this.totalAgainst += Math.min(0, value);
        });
        this.blocks = new Blocks(this);
    }

    /** @param {function(number, number, number)} action receives the contribution, the row and the column */
    forEach(action) {
        this.contributions.forEach((values, row) => values.forEach((value, column) => action(value, row, column)));
    }
}

/** A class's map at display resolution: the means of square blocks of positions. */
class Blocks {
    constructor(map) {
        /** The side of a block in positions; the last blocks may be cut. */
        this.side = Math.ceil(Math.max(map.columns, map.rows) / MOST_IN_A_ROW);
        this.columns = Math.ceil(map.columns / this.side);
        this.rows = Math.ceil(map.rows / this.side);
        const sums = new Float64Array(this.columns * this.rows);
        const counts = new Float64Array(sums.length);
        map.forEach((value, row, column) => {
            const block = Math.floor(row / this.side) * this.columns + Math.floor(column / this.side);
            sums[block] += value;
            counts[block]++;
        });
        this.means = sums.map((sum, block) => sum / counts[block]);
        this.largest = this.means.reduce((largest, mean) => Math.max(largest, Math.abs(mean)), 0);
    }
}

/**
 * @param {File} file the picture
 * @param {import('./prediction.js').Prediction} prediction for the picture, by the same version
 * @param {AbortSignal} signal
 * @returns {Promise<Evidence>} for the classes of that answer
 * @throws {Refusal}
 */
export async function fetchEvidence(file, { model, version, classes }, signal) {
    const body = new FormData();
    body.append('image', file);
    const path = `models/${encodeURIComponent(model)}/versions/${version}/predict?evidence=${classes.length}`;
    const { predictions: [{ evidence }] } = await request(path, { method: 'POST', body, signal });
    if (!evidence) {
        // A service of an earlier release ignores the parameter.
        throw new Refusal('This service is too old to show evidence.', 200);
    }
    return new Evidence(evidence);
}
