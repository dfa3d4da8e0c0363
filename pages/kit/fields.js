// Fields of a form as the browser's own: lists, choices and a search, each telling at once what it is set to.

const decoder = new TextDecoder();
const forms = new WeakMap();
let count = 0;

export default function ({ data, parentElement, setTriggerValue }) {
    let form = forms.get(parentElement);
    if (!form) {
        form = { element: parentElement.appendChild(document.createElement("div")), made: new Map() };
        forms.set(parentElement, form);
    }
    form.tell = (name, value) => setTriggerValue("told", { name, value });
    const written = decoder.decode(data);
    if (written === form.written) {
        for (const made of form.made.values()) made.set(made.value);
    } else {
        form.written = written;
        ask(form, JSON.parse(written));
    }
    return () => {
        forms.delete(parentElement);
        form.element.remove();
    };
}

function ask(form, asked) {
    form.element.dataset.fields = asked.kind;
    for (const field of asked.fields) show(form, field);
    for (const [name, made] of form.made) {
        if (asked.fields.some((field) => field.name === name)) continue;
        made.element.remove();
        form.made.delete(name);
    }
}

// A field is built anew only where more than its value has changed, so that what is open stays open.
function show(form, field) {
    const { value, ...rest } = field;
    const written = JSON.stringify(rest);
    let made = form.made.get(field.name);
    if (made?.written !== written) {
        const built = { written, ...KINDS[field.kind](field, (told) => form.tell(field.name, told)) };
        if (made) made.element.replaceWith(built.element);
        else form.element.append(built.element);
        made = built;
        form.made.set(field.name, made);
    }
    made.value = value;
    made.set(value);
}

const KINDS = {
    select(field, tell) {
        const list = make("select", { id: unique() });
        list.append(...field.options.map(([value, text]) => make("option", { value, textContent: text })));
        list.onchange = () => tell(list.value);
        const place = make("div", { className: "choosing" }, list);
        const label = make("label", { htmlFor: list.id, textContent: field.label });
        const element = make("div", { className: "field" }, label, place);
        return { element, set: (value) => (list.value = value) };
    },

    choice(field, tell) {
        const name = unique();
        const buttons = field.options.map(([value]) => {
            const button = make("input", { type: "radio", name, value });
            button.onchange = () => tell(value);
            return button;
        });
        const labels = field.options.map(([, text], place) => make("label", {}, buttons[place], text));
        const legend = make("legend", { className: "hidden", textContent: field.label });
        const element = make("fieldset", {}, legend, ...labels);
        return { element, set: (value) => buttons.forEach((button) => (button.checked = button.value === value)) };
    },

    search(field, tell) {
        const known = make("datalist", { id: unique() });
        known.append(...field.options.map(([, text]) => make("option", { value: text })));
        const box = make("input", { type: "search", placeholder: field.placeholder, ariaLabel: field.label });
        box.setAttribute("list", known.id);
        const told = new Set(field.options.map(([, text]) => text));
        const take = () => {
            if (box.value.trim()) tell(box.value);
            box.value = "";
        };
        box.onchange = take;
        box.oninput = () => told.has(box.value) && take(); // picked from the list
        return { element: make("div", { className: "field" }, box, known), set: () => undefined };
    },
};

function make(tag, properties, ...content) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...content);
    return element;
}

function unique() {
    return `field-${(count += 1)}`;
}
