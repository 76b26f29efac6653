using Anchor.Credentials;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Anchor.Web.Errors;

/// <summary>The one mapping from refusals to problem details.</summary>
internal static class Problems
{
    private const string Prefix = "urn:anchor:error:";

    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions.Remove("exception");
            if (context.ProblemDetails.Type?.StartsWith(Prefix, StringComparison.Ordinal) is true) return;
            var code = CodeOf(context.ProblemDetails.Status);
            context.ProblemDetails.Type = Prefix + code;
            context.ProblemDetails.Extensions["code"] = code;
        });
        services.AddExceptionHandler<UnhandledErrors>();
        return services;
    }

    /// <summary>A refusal as a response.</summary>
    public static IResult ToResponse(this Error error) => Results.Problem(Details(error));

    /// <summary>A value, or its refusal, as a response.</summary>
    public static IResult ToResponse<T>(this Result<T> result, Func<T, IResult> ok) => result.Match(ok, ToResponse);

    /// <summary>A body that was not read to its end, because it is too large.</summary>
    public static IResult TooLarge(string detail) => Results.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, detail: detail);

    public static ProblemDetails Details(Error error)
    {
        var details = new ProblemDetails
        {
            Type = Prefix + error.Code, Title = Title(error.Kind), Detail = error.Message, Status = Status(error.Kind),
        };
        details.Extensions["code"] = error.Code;
        if (error.Path is not null) details.Extensions["path"] = error.Path;
        return details;
    }

    private static int Status(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    private static string Title(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => "The request is wrong",
        ErrorKind.NotFound => "There is no such thing",
        ErrorKind.Conflict => "The present state does not allow it",
        ErrorKind.Forbidden => "The caller may not do this",
        _ => "Something that is needed cannot be reached",
    };

    private static string CodeOf(int? status) => status switch
    {
        400 => "request.malformed",
        401 => "access.key_missing",
        403 => "access.forbidden",
        404 => "request.not_found",
        405 => "request.method_not_allowed",
        413 => "request.too_large",
        415 => "request.media_type",
        429 => "request.too_many",
        503 => "host.unavailable",
        _ => "host.failed",
    };

    /// <summary>Turns what nobody expected into an answer that says nothing about the inside.</summary>
    private sealed class UnhandledErrors(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var (status, detail) = exception switch
            {
                BadHttpRequestException { StatusCode: 413 } => (413, "The body is larger than this endpoint takes."),
                BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read; the API page shows what is expected."),
                NpgsqlException { IsTransient: true } => (503, "The database cannot be reached at the moment. Try again."),
                _ => (500, "Something failed inside the host. The trace id tells the operator which request it was."),
            };
            httpContext.Response.StatusCode = status;
            return await problems.TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = httpContext, ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
            });
        }
    }
}
