namespace Anchor.JsonLd;

/// <summary>The stable codes. The first part are the error conditions of the JSON-LD 1.1 API, the second what safe mode refuses, the third the bounds.</summary>
internal static class Codes
{
    public const string CollidingKeywords = "jsonld.colliding_keywords";
    public const string ConflictingIndexes = "jsonld.conflicting_indexes";
    public const string ContextOverflow = "jsonld.context_overflow";
    public const string CyclicIriMapping = "jsonld.cyclic_iri_mapping";
    public const string InvalidBaseDirection = "jsonld.invalid_base_direction";
    public const string InvalidBaseIri = "jsonld.invalid_base_iri";
    public const string InvalidContainerMapping = "jsonld.invalid_container_mapping";
    public const string InvalidContextEntry = "jsonld.invalid_context_entry";
    public const string InvalidContextNullification = "jsonld.invalid_context_nullification";
    public const string InvalidDefaultLanguage = "jsonld.invalid_default_language";
    public const string InvalidIdValue = "jsonld.invalid_id_value";
    public const string InvalidImportValue = "jsonld.invalid_import_value";
    public const string InvalidIncludedValue = "jsonld.invalid_included_value";
    public const string InvalidIndexValue = "jsonld.invalid_index_value";
    public const string InvalidIriMapping = "jsonld.invalid_iri_mapping";
    public const string InvalidKeywordAlias = "jsonld.invalid_keyword_alias";
    public const string InvalidLanguageMapValue = "jsonld.invalid_language_map_value";
    public const string InvalidLanguageMapping = "jsonld.invalid_language_mapping";
    public const string InvalidLanguageTaggedString = "jsonld.invalid_language_tagged_string";
    public const string InvalidLanguageTaggedValue = "jsonld.invalid_language_tagged_value";
    public const string InvalidLocalContext = "jsonld.invalid_local_context";
    public const string InvalidNestValue = "jsonld.invalid_nest_value";
    public const string InvalidPrefixValue = "jsonld.invalid_prefix_value";
    public const string InvalidPropagateValue = "jsonld.invalid_propagate_value";
    public const string InvalidProtectedValue = "jsonld.invalid_protected_value";
    public const string InvalidRemoteContext = "jsonld.invalid_remote_context";
    public const string InvalidReverseProperty = "jsonld.invalid_reverse_property";
    public const string InvalidReversePropertyMap = "jsonld.invalid_reverse_property_map";
    public const string InvalidReversePropertyValue = "jsonld.invalid_reverse_property_value";
    public const string InvalidReverseValue = "jsonld.invalid_reverse_value";
    public const string InvalidScopedContext = "jsonld.invalid_scoped_context";
    public const string InvalidSetOrListObject = "jsonld.invalid_set_or_list_object";
    public const string InvalidTermDefinition = "jsonld.invalid_term_definition";
    public const string InvalidTypeMapping = "jsonld.invalid_type_mapping";
    public const string InvalidTypeValue = "jsonld.invalid_type_value";
    public const string InvalidTypedValue = "jsonld.invalid_typed_value";
    public const string InvalidValueObject = "jsonld.invalid_value_object";
    public const string InvalidValueObjectValue = "jsonld.invalid_value_object_value";
    public const string InvalidVersionValue = "jsonld.invalid_version_value";
    public const string InvalidVocabMapping = "jsonld.invalid_vocab_mapping";
    public const string KeywordRedefinition = "jsonld.keyword_redefinition";
    public const string ListOfLists = "jsonld.list_of_lists";
    public const string ProcessingModeConflict = "jsonld.processing_mode_conflict";
    public const string ProtectedTermRedefinition = "jsonld.protected_term_redefinition";
    public const string RecursiveContextInclusion = "jsonld.recursive_context_inclusion";

    public const string BlankNodePredicate = "jsonld.blank_node_predicate";
    public const string EmptyObject = "jsonld.empty_object";
    public const string FreeFloatingValue = "jsonld.free_floating_value";
    public const string InvalidGraphValue = "jsonld.invalid_graph_value";
    public const string InvalidLanguageTag = "jsonld.invalid_language_tag";
    public const string IriNotWritable = "jsonld.iri_not_writable";
    public const string NullValue = "jsonld.null_value";
    public const string OnlyId = "jsonld.only_id";
    public const string OnlyLanguage = "jsonld.only_language";
    public const string RdfDirectionNotSet = "jsonld.rdf_direction_not_set";
    public const string RelativeIri = "jsonld.relative_iri";
    public const string RelativeType = "jsonld.relative_type";
    public const string RelativeVocab = "jsonld.relative_vocab";
    public const string ReservedTerm = "jsonld.reserved_term";
    public const string UnmappedTerm = "jsonld.unmapped_term";

    public const string ContextTooLarge = "jsonld.context_too_large";
    public const string ContextUnknown = "jsonld.context_unknown";
    public const string InvalidText = "jsonld.invalid_text";
    public const string IriTooLong = "jsonld.iri_too_long";
    public const string NumberOutOfRange = "jsonld.number_out_of_range";
    public const string TooDeep = "jsonld.too_deep";
    public const string TooLarge = "jsonld.too_large";
    public const string TooManyContexts = "jsonld.too_many_contexts";
    public const string TooManyNodes = "jsonld.too_many_nodes";
    public const string TooManyTerms = "jsonld.too_many_terms";
}
