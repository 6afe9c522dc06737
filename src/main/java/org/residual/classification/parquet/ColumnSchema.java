package org.residual.classification.parquet;

import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;

/**
 * The schema of a column.
 *
 * @param name of the column
 * @param type of the values; byte arrays are strings
 * @param nullable whether a row may have no value
 * @param list whether a row has a list of values, none of which is null
 */
record ColumnSchema(String name, Type type, boolean nullable, boolean list) {
    private static final String LIST = "list";
    private static final String ELEMENT = "element";

    /** The path from the root to the values. */
    List<String> path() {
        return list ? List.of(name, LIST, ELEMENT) : List.of(name);
    }

    /** The definition level of a value; that of an empty list is one lower. */
    int highestDefinition() {
        return (nullable ? 1 : 0) + (list ? 1 : 0);
    }

    /** The repetition level of all values of a list but the first. */
    int highestRepetition() {
        return list ? 1 : 0;
    }

    /** The schema's elements; a list has the three levels that the format requires. */
    List<SchemaElement> elements() {
        FieldRepetitionType repetition = nullable ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
        if (!list) {
            return List.of(value(name, repetition));
        }
        SchemaElement outer = group(name, repetition)
                .setConverted_type(ConvertedType.LIST)
                .setLogicalType(LogicalType.LIST(new ListType()));
        return List.of(outer, group(LIST, FieldRepetitionType.REPEATED), value(ELEMENT, FieldRepetitionType.REQUIRED));
    }

    private static SchemaElement group(String name, FieldRepetitionType repetition) {
        return new SchemaElement(name).setRepetition_type(repetition).setNum_children(1);
    }

    private SchemaElement value(String name, FieldRepetitionType repetition) {
        SchemaElement value = new SchemaElement(name).setType(type).setRepetition_type(repetition);
        return type == Type.BYTE_ARRAY
                ? value.setConverted_type(ConvertedType.UTF8).setLogicalType(LogicalType.STRING(new StringType()))
                : value;
    }
}
