using System.Diagnostics.CodeAnalysis;

namespace Anchor.Credentials;

/// <summary>Either a value or the reason why there is none.</summary>
/// <typeparam name="T">The value. Conversions are implicit, except where <typeparamref name="T"/> is an interface: use <see cref="Result.Ok{T}(T)"/>.</typeparam>
/// <remarks>The default value is a failure with the code <c>result.uninitialised</c>, so that a forgotten assignment never reads as success.</remarks>
public readonly struct Result<T>
{
    private static readonly Error Uninitialised = Credentials.Error.Invalid("result.uninitialised", "No result was set.");

    private readonly bool _ok;
    private readonly T? _value;
    private readonly Error? _error;

    internal Result(T value) => (_ok, _value, _error) = (true, value, null);

    private Result(Error error) => (_ok, _value, _error) = (false, default, error);

    /// <summary>Whether there is a value.</summary>
    public bool IsOk => _ok;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => _ok ? _value! : throw new InvalidOperationException($"There is no value: {Error}");

    /// <summary>The refusal, or null when there is a value.</summary>
    public Error? Error => _ok ? null : _error ?? Uninitialised;

    /// <summary>Takes the result apart.</summary>
    /// <returns>True when there is a value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Error? error)
    {
        value = _value;
        error = Error;
        return _ok;
    }

    /// <summary>Applies one of two functions.</summary>
    public TOut Match<TOut>(Func<T, TOut> ok, Func<Error, TOut> failed) => _ok ? ok(_value!) : failed(Error!);

    /// <summary>Continues with the value; a refusal passes through.</summary>
    public Result<TOut> Then<TOut>(Func<T, Result<TOut>> next) => _ok ? next(_value!) : Error!;

    /// <summary>Changes the value; a refusal passes through.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> change) => _ok ? new Result<TOut>(change(_value!)) : Error!;

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value);

    /// <summary>A refusal.</summary>
    public static implicit operator Result<T>(Error error) => new(error);
}

/// <summary>Makes results where the implicit conversions cannot.</summary>
public static class Result
{
    /// <summary>A success.</summary>
    public static Result<T> Ok<T>(T value) => new(value);
}
