using Microsoft.AspNetCore.OpenApi;

namespace PelvicFeedback.Hub.Web;

/// <summary>The description of this API for programs, in OpenAPI 3.1: made from the endpoints themselves, so that none is missing in it.</summary>
internal static class ApiDocument
{
    public const string Path = "/api/openapi.json";

    private const string About =
        "The API of a clinic's hub: JSON, under a sign-in's cookie. With everything but GET goes the header X-Antiforgery with the token of GET /api/antiforgery. " +
        "401: sign in. 403: not your role. 404: not there, or another site's. Words and meanings: docs/hub.md. Not a medical device.";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "PelvicFeedback hub", Version = "1", Description = About, License = new() { Name = "See LICENSE" } };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) => ApiWords.Describe(schema, context));
        options.AddOperationTransformer((operation, context, _) =>
        {
            var open = context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.IAllowAnonymous>().Any();
            var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Select(one => one.Policy).OfType<string>().ToList();
            operation.Description = open ? "Anyone." : policies.Count > 0 ? $"For: {string.Join(", ", policies)}." : "Whoever is signed in.";
            return Task.CompletedTask;
        });
    }
}
