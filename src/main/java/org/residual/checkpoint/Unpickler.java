package org.residual.checkpoint;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;

/**
 * Reads a pickle of protocol 2, as {@code torch.save} writes it: only the instructions that a state_dict needs. Each
 * takes time and memory proportional to its length in the file; none recurses.
 */
final class Unpickler {
    private static final int PROTOCOL = 2;
    private static final int LONGEST_WHOLE_NUMBER = 8;

    private final PickleInput in;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, @Nullable Object> memo = new HashMap<>();

    private Unpickler(byte[] pickle) {
        this.in = new PickleInput(pickle);
    }

    /**
     * @return the content of the pickle: null, a Boolean, Long, Double, String, List, {@link Tuple},
     *     {@link Dictionary}, {@link TensorView}, {@link Storage}, {@link StorageType}, {@link Global} or {@link Inert}
     * @throws InvalidModelException if it is damaged, or contains anything else, naming that
     */
    static @Nullable Object load(byte[] pickle) {
        return new Unpickler(pickle).load();
    }

    private @Nullable Object load() {
        int instruction = in.unsignedByte();
        while (instruction != '.') {
            execute(instruction);
            instruction = in.unsignedByte();
        }
        return pop();
    }

    private void execute(int instruction) {
        switch (instruction) {
            case 0x80 -> requireProtocol(in.unsignedByte());
            case 'N' -> stack.add(null);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'K' -> stack.add((long) in.unsignedByte());
            case 'M' -> stack.add((long) in.unsignedShort());
            case 'J' -> stack.add((long) in.signedInt());
            case 0x8a -> stack.add(wholeNumber(in.bytes(in.unsignedByte())));
            case 'G' -> stack.add(in.bigEndianDouble());
            case 'X' -> stack.add(in.text(in.unsignedInt(), StandardCharsets.UTF_8));
            case 'U' -> stack.add(in.text(in.unsignedByte(), StandardCharsets.ISO_8859_1));
            case '(' -> marks.push(stack.size());
            case ')' -> stack.add(Tuple.EMPTY);
            case 't' -> stack.add(new Tuple(popToMark()));
            case 0x85 -> stack.add(new Tuple(pop(1)));
            case 0x86 -> stack.add(new Tuple(pop(2)));
            case 0x87 -> stack.add(new Tuple(pop(3)));
            case ']' -> stack.add(new ArrayList<>(0));
            case '}' -> stack.add(new Dictionary());
            case 'a' -> append(pop(1));
            case 'e' -> append(popToMark());
            case 's' -> setItems(pop(2));
            case 'u' -> setItems(popToMark());
            case 'q' -> memo.put((long) in.unsignedByte(), top());
            case 'r' -> memo.put(in.unsignedInt(), top());
            case 'h' -> stack.add(remembered(in.unsignedByte()));
            case 'j' -> stack.add(remembered(in.unsignedInt()));
            case 'c' -> stack.add(Globals.named(in.line(), in.line()));
            case 'Q' -> stack.add(storage(pop()));
            case 'R', 0x81 -> stack.add(call(pop(2)));
            case 'b' -> build(pop());
            default -> throw needless(instruction);
        }
    }

    private InvalidModelException needless(int instruction) {
        return new InvalidModelException(String.format(
                Locale.ROOT,
                "the pickle has the instruction 0x%02x at byte %d, which no state_dict needs.",
                instruction,
                in.position() - 1));
    }

    private static void requireProtocol(int protocol) {
        if (protocol != PROTOCOL) {
            throw new InvalidModelException("the pickle is of protocol " + protocol
                    + ", not 2: save it without pickle_protocol, as torch.save(net.state_dict(), \"weights.pt\").");
        }
    }

    private static Object wholeNumber(byte[] littleEndian) {
        if (littleEndian.length > LONGEST_WHOLE_NUMBER) {
            return new Inert("a whole number that is too large");
        }
        if (littleEndian.length == 0) {
            return 0L;
        }
        for (int i = 0, j = littleEndian.length - 1; i < j; i++, j--) {
            byte swapped = littleEndian[i];
            littleEndian[i] = littleEndian[j];
            littleEndian[j] = swapped;
        }
        return new BigInteger(littleEndian).longValueExact();
    }

    /** The stack below the last mark is out of reach. */
    private int reachable() {
        return stack.size() - (marks.isEmpty() ? 0 : marks.peek());
    }

    private void requireOnStack(int count) {
        if (reachable() < count) {
            throw new InvalidModelException(
                    "the pickle takes more from its stack than it holds, at byte " + (in.position() - 1) + ".");
        }
    }

    private @Nullable Object top() {
        requireOnStack(1);
        return stack.get(stack.size() - 1);
    }

    private @Nullable Object pop() {
        requireOnStack(1);
        return stack.remove(stack.size() - 1);
    }

    private List<@Nullable Object> pop(int count) {
        requireOnStack(count);
        List<@Nullable Object> end = stack.subList(stack.size() - count, stack.size());
        List<@Nullable Object> items = Arrays.asList(end.toArray());
        end.clear();
        return items;
    }

    private List<@Nullable Object> popToMark() {
        if (marks.isEmpty()) {
            throw new InvalidModelException(
                    "the pickle has no mark to take from, at byte " + (in.position() - 1) + ".");
        }
        List<@Nullable Object> items = pop(reachable());
        marks.pop();
        return items;
    }

    private @Nullable Object remembered(long key) {
        Object value = memo.get(key);
        if (value == null && !memo.containsKey(key)) {
            throw new InvalidModelException("the pickle refers to a missing object.");
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private void append(List<@Nullable Object> items) {
        if (top() instanceof ArrayList<?> list) {
            ((ArrayList<@Nullable Object>) list).addAll(items);
        } else if (!(top() instanceof Inert)) {
            throw misused("appends to");
        }
    }

    private void setItems(List<@Nullable Object> items) {
        if (items.size() % 2 != 0) {
            throw new InvalidModelException("the pickle has a key without a value.");
        }
        if (top() instanceof Dictionary dictionary) {
            for (int i = 0; i < items.size(); i += 2) {
                dictionary.put(items.get(i), items.get(i + 1));
            }
        } else if (!(top() instanceof Inert)) {
            throw misused("puts items into");
        }
    }

    /** An OrderedDict's attributes, such as the {@code _metadata} of a state_dict, are ignored. */
    private void build(@Nullable Object ignored) {
        if (!(top() instanceof Dictionary) && !(top() instanceof Inert)) {
            throw misused("sets attributes of");
        }
    }

    private static @Nullable Object call(List<@Nullable Object> functionAndArguments) {
        if (functionAndArguments.get(0) instanceof Global function
                && functionAndArguments.get(1) instanceof Tuple arguments) {
            return function.call().apply(arguments.items());
        }
        throw new InvalidModelException("the pickle calls an object that is not a function.");
    }

    /** {@code ("storage", type, key, device, elements)}. */
    private static Object storage(@Nullable Object id) {
        if (id instanceof Tuple tuple
                && tuple.items().size() == 5
                && tuple.items().get(0) instanceof String kind
                && kind.equals("storage")
                && tuple.items().get(2) instanceof String key
                && tuple.items().get(4) instanceof Long elements
                && elements >= 0) {
            return tuple.items().get(1) instanceof StorageType storage
                    ? new Storage(storage.type(), key, elements)
                    : new Inert("a tensor of an unsupported type");
        }
        throw new InvalidModelException("the pickle refers to an external object that is not a storage.");
    }

    private InvalidModelException misused(String what) {
        return new InvalidModelException(
                "the pickle " + what + " something that does not have that, at byte " + (in.position() - 1) + ".");
    }
}
