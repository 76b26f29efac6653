using System.Runtime.CompilerServices;

namespace Anchor.JsonLd;

/// <summary>One document on its way: what was asked for, where the work is, and how much of it has been done.</summary>
internal sealed class Operation(JsonLdOptions options)
{
    private readonly JsonLdBounds _bounds = options.Bounds;
    private int _depth;
    private int _nodes;
    private int _contexts;
    private int _terms;
    private long _characters;

    public JsonLdOptions Options { get; } = options;

    public bool Safe { get; } = options.Safe;

    public DocumentPath Path { get; } = new();

    /// <summary>The exception for a rule that is broken where the work is.</summary>
    public JsonLdException Error(string code, string message) => new(code, message, Path.ToString());

    /// <summary>Something would be dropped: safe mode refuses, otherwise it is dropped.</summary>
    public void Drop(string code, string message)
    {
        if (Safe) throw Error(code, message);
    }

    public void Enter()
    {
        if (++_depth > _bounds.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error(Codes.TooDeep, $"The document is nested deeper than {_bounds.MaxDepth} levels.");
    }

    public void Leave() => _depth--;

    /// <summary>Goes back to a depth after an exception was caught.</summary>
    public int Depth { get => _depth; set => _depth = value; }

    public void CountNode()
    {
        if (++_nodes > _bounds.MaxNodes) throw Error(Codes.TooManyNodes, $"The document has more than {_bounds.MaxNodes} members and items.");
    }

    public void CountContext()
    {
        if (++_contexts > _bounds.MaxContexts) throw Error(Codes.TooManyContexts, $"The document applies more than {_bounds.MaxContexts} contexts.");
    }

    public void CountTerm()
    {
        if (++_terms > _bounds.MaxTerms) throw Error(Codes.TooManyTerms, $"The contexts of the document define more than {_bounds.MaxTerms} terms.");
    }

    public void CountCharacters(int length)
    {
        if ((_characters += length) > _bounds.MaxCharacters) throw Error(Codes.TooLarge, $"The document expands to more than {_bounds.MaxCharacters} characters.");
    }

    public string Concat(string start, ReadOnlySpan<char> end)
    {
        CountCharacters(start.Length + end.Length);
        return string.Concat(start, end);
    }

    /// <summary>Checks text that a context may repeat any number of times.</summary>
    public string CheckLength(string text) => text.Length <= _bounds.MaxIriLength
        ? text
        : throw Error(Codes.IriTooLong, $"A context holds an IRI or language tag of more than {_bounds.MaxIriLength} characters.");

    /// <summary>Does the work.</summary>
    /// <exception cref="JsonLdException">Also for what the framework's reader of JSON finds out only when text is looked at.</exception>
    public T Run<T>(Func<Operation, T> work)
    {
        try
        {
            return work(this);
        }
        catch (InvalidOperationException)
        {
            throw Error(Codes.InvalidText, "A string holds half of a surrogate pair, or bytes that are no UTF-8.");
        }
    }
}
