/** As many as in photos of phones; with many more, phones run out of memory. */
const MOST_PIXELS = 4096 * 3072;
/** Smaller pictures are enlarged, so that the stripes are visible. */
const SMALLEST = 600;

/**
 * @returns {{width: number, height: number, unit: number}} the size of a picture to save, in pixels, in the picture's
 *     proportions, and how many of them make a visible pixel
 */
export function savedSize({ width, height }) {
    const longest = Math.max(width, height);
    const scale = longest < SMALLEST
        ? Math.ceil(SMALLEST / longest)
        : Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
    return {
        width: Math.max(1, Math.floor(width * scale)),
        height: Math.max(1, Math.floor(height * scale)),
        unit: Math.max(1, longest * scale / SMALLEST)
    };
}

/** @returns {string} such as `three, evidence for 3.png` */
export function savedName(picture, label) {
    // Characters that are not allowed in file names, and the extension.
    const plain = text => text.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim();
    return `${plain(picture.replace(/\.\w{3,4}$/, ''))}, evidence for ${plain(label)}.png`;
}

/**
 * Saves a canvas as a PNG in the browser's download folder.
 *
 * @throws {Error} if it is too large for the browser
 */
export async function download(canvas, name) {
    const png = await new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
    if (png === null) {
        throw new Error('This browser has too little memory to save the picture.');
    }
    const link = document.createElement('a');
    link.href = URL.createObjectURL(png);
    link.download = name;
    link.click();
    // Safari still reads it after the click.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
