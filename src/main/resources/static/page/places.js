const NAMES = [
    ['the top left', 'the top', 'the top right'],
    ['the left', 'the middle', 'the right'],
    ['the bottom left', 'the bottom', 'the bottom right']
];
/** A place is strong if it holds at least so much of what the strongest one holds. */
const STRONG = 0.6;
/** One that stands out among many strong ones. */
const STRONGEST = 0.85;
const MOST_NAMED = 3;
/** So little of all that speaks is not worth a place. */
const NEGLIGIBLE = 0.02;

const listed = new Intl.ListFormat('en-GB');

/**
 * @param {import('./evidence.js').Evidence} evidence
 * @param {import('./evidence.js').ClassEvidence} chosen one of its classes
 * @returns {string} sentences that say where in the picture it is strongest, for the class and against it
 */
export function inWords(evidence, chosen) {
    const all = chosen.totalFor - chosen.totalAgainst;
    const tell = (total, sign) =>
        Math.abs(total) <= NEGLIGIBLE * all ? 'hardly anything' : strongestPlaces(evidence, chosen, sign);
    return `For it: ${tell(chosen.totalFor, +1)}. Against it: ${tell(chosen.totalAgainst, -1)}.`;
}

/** Places are the ninths of the picture; what a position contributes goes to those that it covers. */
function strongestPlaces({ picture, area }, chosen, sign) {
    const across = thirdsOfEach(chosen.columns, area.left / picture.width, area.width / picture.width);
    const down = thirdsOfEach(chosen.rows, area.top / picture.height, area.height / picture.height);
    const sums = NAMES.map(names => names.map(() => 0));
    chosen.forEach((value, row, column) => {
        if (sign * value > 0) {
            down[row].forEach((high, y) => across[column].forEach((wide, x) => {
                sums[y][x] += sign * value * high * wide;
            }));
        }
    });
    const places = NAMES.flatMap((names, y) => names.map((name, x) => ({ name, sum: sums[y][x] })));
    places.sort((one, other) => other.sum - one.sum);
    const from = least => places.filter(({ sum }) => sum >= least * places[0].sum).map(({ name }) => name);
    if (from(STRONG).length <= MOST_NAMED) {
        return `mostly ${listed.format(from(STRONG))}`;
    }
    const most = from(STRONGEST);
    return `all over the picture${most.length <= MOST_NAMED ? `, most of all ${listed.format(most)}` : ''}`;
}

/** How much of each of so many positions, side by side, is in each third of the picture. */
function thirdsOfEach(count, start, length) {
    return Array.from({ length: count }, (_, i) => {
        const [from, to] = [i, i + 1].map(edge => start + edge / count * length);
        // A border around the picture, which a network may see, belongs to the outer thirds.
        return [[-Infinity, 1 / 3], [1 / 3, 2 / 3], [2 / 3, Infinity]].map(([least, most]) =>
            Math.max(0, Math.min(to, most) - Math.max(from, least)) / (to - from));
    });
}
