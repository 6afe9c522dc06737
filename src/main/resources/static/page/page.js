import { access } from './access.js';
import { Announcer } from './announcer.js';
import { Answers, verdict } from './answers.js';
import { DrawingBoard } from './drawing-board.js';
import { fetchEvidence } from './evidence.js';
import { Lanes } from './lanes.js';
import { ModelPicker } from './model-picker.js';
import { predict } from './prediction.js';

const element = id => document.getElementById(id);

const announcer = new Announcer(element('announcements'));
// One request per picture, so that a broken one affects no other; few at a time, to leave room for other users.
const lanes = new Lanes(4);
const answers = new Answers(element('answers'), announcer, (...asked) => lanes.run(() => fetchEvidence(...asked)));
const models = new ModelPicker(element('models'), element('models-problem'));

async function answer(card, model) {
    card.wait();
    try {
        const prediction = await lanes.run(() => predict(model, card.file));
        card.show(prediction);
        return prediction;
    } catch (problem) {
        card.refuse(problem, () => answer(card, models.selected ?? model));
        if (problem.aboutTheModel) {
            models.load();
        }
        return null;
    }
}

function ask(files) {
    const model = models.selected;
    if (!model) {
        announcer.say('No model is ready to answer.');
        return [];
    }
    const cards = answers.add([...files]);
    return cards.map(card => answer(card, model));
}

function askAndLook(files) {
    ask(files);
    answers.scrollIntoView();
}

// Choosing

element('files').addEventListener('change', event => {
    askAndLook(event.target.files);
    // Allows choosing the same file again.
    event.target.value = '';
});

// Dropping and pasting, anywhere on the page

const bringsFiles = event => event.dataTransfer?.types.includes('Files');
let entered = 0;

function drag(change) {
    entered = Math.max(0, entered + change);
    document.body.classList.toggle('dragging', entered > 0);
}

addEventListener('dragenter', event => bringsFiles(event) && drag(+1));
addEventListener('dragleave', event => bringsFiles(event) && drag(-1));
addEventListener('dragover', event => bringsFiles(event) && event.preventDefault());
addEventListener('drop', event => {
    if (bringsFiles(event)) {
        event.preventDefault();
        drag(-entered);
        askAndLook(event.dataTransfer.files);
    }
});
addEventListener('paste', event => {
    if (event.clipboardData?.files.length) {
        event.preventDefault();
        askAndLook(event.clipboardData.files);
    }
});

// Drawing

const drawingAnswer = element('drawing-answer');
let drawings = 0;

const board = new DrawingBoard(element('board'), {
    changed: () => {
        drawingAnswer.replaceChildren();
    },
    finished: classifyDrawing,
    says: sentence => announcer.say(sentence)
});

async function classifyDrawing() {
    if (board.empty) {
        announcer.say('Nothing is drawn yet.');
        return;
    }
    const file = await board.toFile(`drawing ${++drawings}`);
    board.startAnewWithNextStroke();
    const [prediction] = await Promise.all(ask([file]));
    drawingAnswer.replaceChildren(...prediction ? verdict(prediction) : []);
}

element('classify').addEventListener('click', classifyDrawing);
element('clear').addEventListener('click', () => board.clear());

// A key, if the service requires one

const keyField = element('key');

access.addEventListener('needed', () => {
    element('access').hidden = false;
});
element('access-form').addEventListener('submit', event => {
    event.preventDefault();
    element('access').hidden = true;
    access.give(keyField.value.trim());
    keyField.value = '';
});
access.addEventListener('given', () => models.load());

// Models

models.addEventListener('change', () => {
    element('drawing').hidden = !models.knowsDigits;
    const path = models.selected ? `models/${encodeURIComponent(models.selected.name)}/predict` : 'predict';
    element('terminal').hidden = false;
    const key = access.key ? '-H "X-API-Key: $KEY" ' : '';
    element('command').textContent = `curl ${key}-F image=@picture.png ${new URL(path, document.baseURI)}`;
});
// Models change while the service runs.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && models.load());
models.load();
