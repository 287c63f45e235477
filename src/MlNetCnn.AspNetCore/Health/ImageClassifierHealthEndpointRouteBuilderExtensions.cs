using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using MlNetCnn.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the health of image classifiers to HTTP endpoints.</summary>
public static class ImageClassifierHealthEndpointRouteBuilderExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the endpoints for the probes of an orchestrator or a load balancer.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">The route pattern of which the endpoints are parts.</param>
    /// <returns>A builder that applies to all three endpoints.</returns>
    /// <remarks>
    /// <para><c>live</c>: the process answers; it does not depend on models. <c>startup</c>: each model was loaded, or it was tried. <c>ready</c>: the
    /// health checks with the tag <c>ready</c> are healthy or degraded; those of the classifiers are, while the models are loaded and the application
    /// was not asked to stop. A failed reload leaves the application ready.</para>
    /// <para>The status is 200 or 503; the body is JSON with the state of each model. The endpoints allow anonymous callers, whatever authorization the
    /// application requires otherwise, and have no rate limit. They do not wait for the queue.</para>
    /// </remarks>
    public static IEndpointConventionBuilder MapImageClassifierHealth(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/health")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var group = endpoints.MapGroup(pattern);
        group.WithTags("Health").WithMetadata(new AllowAnonymousAttribute(), new DisableRateLimitingAttribute());
        Map("live", HealthEndpoints.LiveAsync, "Whether the process answers");
        Map("startup", HealthEndpoints.StartupAsync, "Whether the models were loaded for the first time");
        Map("ready", HealthEndpoints.ReadyAsync, "Whether requests are answered");
        return group;

        void Map(string name, RequestDelegate handler, string summary) => group.MapMethods(name, Methods, handler).WithSummary(summary).WithMetadata(
        [
            .. OpenApiSignature.Get,
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(HealthResponse), ["application/json"]),
            new ProducesResponseTypeMetadata(StatusCodes.Status503ServiceUnavailable, typeof(HealthResponse), ["application/json"]),
        ]);
    }
}
