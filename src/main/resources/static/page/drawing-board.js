/**
 * The training digits of the shipped models, in pixels: the side of the picture, the longest side of the digit, and the
 * width of the pen.
 */
const DIGIT = { side: 20, longest: 14.5, pen: 2 };

/** The width of the pen, and the step of an arrow key, on a board whose side is 1. */
const PEN = 0.09;
const STEP = 0.05;
/** A smaller drawing is a dot, and is not enlarged to the size of a digit. */
const SMALLEST = 0.2;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Lets users draw, white on black, with any pointer or the keyboard. */
export class DrawingBoard {
    #canvas;
    #listener;
    #strokes = [];
    #pointer = null;
    #pen = { x: 0.5, y: 0.5, isDown: false, isShown: false };
    #heldArrows = new Set();
    #isAnswered = false;

    /**
     * @param {HTMLCanvasElement} canvas
     * @param {{changed: function(), finished: function(), says: function(string)}} listener is called for
     *     every change, when the drawing should be classified, and with announcements for screen readers
     */
    constructor(canvas, listener) {
        this.#canvas = canvas;
        this.#listener = listener;
        canvas.addEventListener('pointerdown', event => this.#pointerDown(event));
        canvas.addEventListener('pointermove', event => this.#pointerMove(event));
        canvas.addEventListener('lostpointercapture', () => {
            this.#pointer = null;
        });
        canvas.addEventListener('keydown', event => this.#keyDown(event));
        canvas.addEventListener('keyup', event => this.#heldArrows.delete(event.key));
        canvas.addEventListener('focus', () => this.#showPen(canvas.matches(':focus-visible')));
        canvas.addEventListener('blur', () => {
            this.#heldArrows.clear();
            this.#showPen(false);
        });
        this.#paint();
    }

    get empty() {
        return this.#strokes.length === 0;
    }

    clear() {
        this.#strokes = [];
        this.#pen.isDown = false;
        this.#changed();
        this.#listener.says('The board is empty, the pen is up.');
    }

    /** The drawing has been answered; it stays visible until the next one begins. */
    startAnewWithNextStroke() {
        this.#pen.isDown = false;
        this.#isAnswered = true;
        this.#paint();
    }

    /** @returns {Promise<File>} the drawing as a picture like the training digits */
    async toFile(name) {
        const picture = document.createElement('canvas');
        picture.width = DIGIT.side;
        picture.height = DIGIT.side;
        const context = picture.getContext('2d');
        context.fillRect(0, 0, DIGIT.side, DIGIT.side);
        const { middle, longest } = extent(this.#strokes.flat());
        const scale = (DIGIT.longest - DIGIT.pen) / Math.max(longest, SMALLEST);
        const place = ({ x, y }) =>
            ({ x: DIGIT.side / 2 + (x - middle.x) * scale, y: DIGIT.side / 2 + (y - middle.y) * scale });
        this.#strokes.forEach(stroke => trace(context, stroke.map(place), DIGIT.pen));
        const png = await new Promise(resolve => picture.toBlob(resolve, 'image/png'));
        return new File([png], name, { type: 'image/png' });
    }

    #startStroke(point) {
        if (this.#isAnswered) {
            this.#strokes = [];
            this.#isAnswered = false;
        }
        this.#strokes.push([point]);
        this.#changed();
    }

    #extendStroke(...points) {
        this.#strokes.at(-1).push(...points);
        this.#changed();
    }

    #changed() {
        this.#listener.changed();
        this.#paint();
    }

    // With a pointer

    #pointerDown(event) {
        if (event.button !== 0 || this.#pointer !== null) {
            return;
        }
        this.#pointer = event.pointerId;
        this.#canvas.setPointerCapture(event.pointerId);
        this.#pen.isDown = false;
        this.#pen.isShown = false;
        this.#startStroke(this.#where(event));
    }

    #pointerMove(event) {
        if (event.pointerId === this.#pointer) {
            // Pens report more often than screens are redrawn.
            const reports = event.getCoalescedEvents?.() ?? [];
            this.#extendStroke(...(reports.length ? reports : [event]).map(report => this.#where(report)));
        }
    }

    #where({ clientX, clientY }) {
        const { left, top, width, height } = this.#canvas.getBoundingClientRect();
        return { x: (clientX - left) / width, y: (clientY - top) / height };
    }

    // With keys

    #keyDown(event) {
        if (event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        if (event.key in ARROWS) {
            this.#heldArrows.add(event.key);
            this.#movePen();
        } else if (event.key === ' ' && !event.repeat) {
            this.#togglePen();
        } else if (event.key === 'Enter' && !event.repeat) {
            this.#listener.finished();
        } else if (event.key === 'Delete' || event.key === 'Backspace') {
            this.clear();
        } else if (event.key !== ' ' && event.key !== 'Enter') {
            return;
        }
        event.preventDefault();
        this.#showPen(true);
    }

    #movePen() {
        const edge = PEN / 2;
        for (const arrow of this.#heldArrows) {
            const [dx, dy] = ARROWS[arrow];
            this.#pen.x = Math.min(1 - edge, Math.max(edge, this.#pen.x + dx * STEP));
            this.#pen.y = Math.min(1 - edge, Math.max(edge, this.#pen.y + dy * STEP));
        }
        if (this.#pen.isDown) {
            this.#extendStroke({ x: this.#pen.x, y: this.#pen.y });
        }
    }

    #togglePen() {
        const pen = this.#pen;
        pen.isDown = !pen.isDown;
        if (pen.isDown) {
            this.#startStroke({ x: pen.x, y: pen.y });
        }
        this.#listener.says(`The pen is ${pen.isDown ? 'down' : 'up'}, ${Math.round(pen.x * 100)}% from the left and `
            + `${Math.round(pen.y * 100)}% from the top.`);
    }

    #showPen(isShown) {
        this.#pen.isShown = isShown;
        this.#paint();
    }

    // On the screen

    #paint() {
        const side = this.#canvas.width;
        const context = this.#canvas.getContext('2d');
        context.fillStyle = '#000';
        context.fillRect(0, 0, side, side);
        const scaled = ({ x, y }) => ({ x: x * side, y: y * side });
        this.#strokes.forEach(stroke => trace(context, stroke.map(scaled), PEN * side));
        if (this.#pen.isShown) {
            this.#paintPen(context, scaled(this.#pen), PEN * side / 2);
        }
        this.#canvas.parentElement.classList.toggle('empty', this.empty);
    }

    #paintPen(context, { x, y }, radius) {
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.lineWidth = 6;
        context.strokeStyle = '#4fd1bb';
        context.fillStyle = this.#pen.isDown ? '#4fd1bb' : 'transparent';
        context.fill();
        context.stroke();
    }
}

function extent(points) {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    return {
        middle: { x: (left + right) / 2, y: (top + bottom) / 2 },
        longest: Math.max(right - left, bottom - top)
    };
}

/** A line through all points, rounded between them. */
function trace(context, points, width) {
    context.strokeStyle = '#fff';
    context.lineWidth = width;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    const [first] = points;
    const last = points.at(-1);
    context.beginPath();
    context.moveTo(first.x, first.y);
    points.slice(1).forEach((point, i) => {
        const before = points[i];
        context.quadraticCurveTo(before.x, before.y, (before.x + point.x) / 2, (before.y + point.y) / 2);
    });
    context.lineTo(last.x, last.y);
    context.stroke();
}
