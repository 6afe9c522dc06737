package org.residual.support;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Reads objects of Kubernetes into the types of its client. */
public final class KubernetesTypes {
    private KubernetesTypes() {}

    /** A mapper for which a field that the type does not have is an error. */
    public static ObjectMapper strict() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .annotationIntrospector(new NoFieldsBeyondTheModel())
                .build();
    }

    /** The model keeps unknown fields in a map; without that map it fails. */
    private static final class NoFieldsBeyondTheModel extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }
}
