package org.residual.store.descriptor;

import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Makes Jackson write enums in lower case, independent of the machine's language, unlike its own way. */
public final class LowerCaseEnums extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** Writes {@code IMAGE} as {@code image}. */
    public LowerCaseEnums() {
        super(LowerCaseEnums.class.getName());
        addSerializer(new EnumSerializer());
    }

    private static final class EnumSerializer extends StdSerializer<Enum<?>> {
        private EnumSerializer() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum<?> value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }
}
