using Microsoft.OpenApi;

namespace Anchor.Web;

/// <summary>The OpenAPI document and the page that shows it.</summary>
internal static class ApiDocument
{
    private const string Scheme = "apiKey";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Anchor",
                Version = "v1",
                Description = "Issues Open Badges 3.0 credentials in batches, anchors them and verifies them. Errors are problem details whose type is urn:anchor:error:CODE.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key of an issuer, or the operator's key for registering issuers.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        }));

    /// <summary>Says in the document what an endpoint reads; unlike <c>Accepts</c> it refuses nothing, because the endpoint itself says more.</summary>
    public static RouteHandlerBuilder DescribeBody(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = mediaTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
            };
            return Task.CompletedTask;
        });

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Anchor API";
            page.SwaggerEndpoint("/openapi/v1.json", "Anchor v1");
        });
    }
}
