const NAMES = [
    ['the top left', 'the top', 'the top right'],
    ['the left', 'the middle', 'the right'],
    ['the bottom left', 'the bottom', 'the bottom right']
];
/** A place is strong if it has at least this share of the strongest one. */
const STRONG = 0.6;
/** The share of a place that stands out among many strong ones. */
const STRONGEST = 0.85;
const MOST_NAMED = 3;
/** A smaller share of all evidence is not worth a place. */
const NEGLIGIBLE = 0.02;

const listed = new Intl.ListFormat('en-GB');

/**
 * @param {import('./evidence.js').Evidence} evidence
 * @param {import('./evidence.js').ClassEvidence} chosen one of its classes
 * @returns {string} sentences with the strongest places in the picture, for and against the class
 */
export function inWords(evidence, chosen) {
    const all = chosen.totalFor - chosen.totalAgainst;
    const tell = (total, sign) =>
        Math.abs(total) <= NEGLIGIBLE * all ? 'hardly anything' : strongestPlaces(evidence, chosen, sign);
    return `For it: ${tell(chosen.totalFor, +1)}. Against it: ${tell(chosen.totalAgainst, -1)}.`;
}

/** Places are the ninths of the picture, as strong as the visible blocks of the map there. */
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

/** How much of each third of the picture each of the positions covers, side by side; 1 is a whole position. */
function thirdsOfEach(count, start, length) {
    const part = length / count;
    const end = start + reach(start, length, count, 1);
    return Array.from({ length: count }, (_, i) => {
        const [from, to] = [start + i * part, i === count - 1 ? end : start + (i + 1) * part];
        return [0, 1, 2].map(third => Math.max(0, Math.min(to, (third + 1) / 3) - Math.max(from, third / 3)) / part);
    });
}

/**
 * How long what the blocks cover is. Positions are those of the middles of what a network sees there, and may leave half a
 * part before the edge of the picture, which belongs to the nearest one.
 */
export function reach(start, length, parts, end) {
    const gap = end - start - length;
    return gap < 0.501 * length / parts ? length + Math.max(0, gap) : length;
}
