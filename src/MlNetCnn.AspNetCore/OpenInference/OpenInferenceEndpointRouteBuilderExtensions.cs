using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetCnn.AspNetCore;
using MlNetCnn.AspNetCore.OpenInference;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of the Open Inference Protocol (KServe v2).</summary>
public static class OpenInferenceEndpointRouteBuilderExtensions
{
    // Real endpoints are tried first, then those that answer other methods, then the one for all other paths.
    private const int OtherMethodsOrder = 1;
    private const int OtherPathsOrder = 2;

    /// <summary>
    /// Maps the REST endpoints of the Open Inference Protocol, version 2, for all classifiers of the application: metadata, health, inference, and the
    /// index of the repository, with the extensions for binary tensors and classification.
    /// </summary>
    /// <param name="endpoints">The endpoints of the application.</param>
    /// <param name="prefix">The path before all routes, at least one segment. Every path below it belongs to these endpoints unless the application
    /// maps it itself.</param>
    /// <returns>A builder for conventions of all these endpoints, for example <c>RequireAuthorization()</c>. The two health endpoints stay open to
    /// everyone, and have no rate limit.</returns>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> has no segment.</exception>
    /// <exception cref="ValidationException">A value of <see cref="OpenInferenceOptions"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">No classifier was added to the services.</exception>
    /// <remarks>
    /// <para>Input: either <c>image</c>, BYTES of shape [N] or [N,1], each element an image file (in JSON as base64, RFC 4648), or <c>pixels</c>, FP32 of
    /// shape [N,3,height,width], RGB 0..255 in the input size of the model. Output: <c>Score</c>, FP32 [N,classes], the probabilities; and
    /// <c>PredictedLabel</c>, BYTES [N]. The parameter <c>classification</c> of <c>Score</c> returns the best classes with their labels.</para>
    /// <para>An image that cannot be read fails the whole request with 400: the protocol has no error for one image. Errors are
    /// <c>{"error": "..."}</c>.</para>
    /// <para>Of the request parameters, <c>timeout</c> (microseconds from the arrival) is observed and <c>priority</c> is ignored; sequences are
    /// rejected. The unnamed classifier has no route.</para>
    /// <para>Source: the Open Inference Protocol of the KServe project, and the extensions <c>binary_tensor_data</c> and <c>classification</c> of
    /// the Triton Inference Server.</para>
    /// </remarks>
    public static IEndpointConventionBuilder MapOpenInferenceRest(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/v2")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.AsSpan().Trim('/').IsEmpty)
        {
            throw new ArgumentException("The prefix must have a segment: errors of all paths below it are those of the protocol.", nameof(prefix));
        }

        var services = endpoints.ServiceProvider;
        var options = services.GetService<IOptions<OpenInferenceOptions>>()?.Value ?? new OpenInferenceOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var pool = services.GetRequiredService<IImageClassifierPool>();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("MlNetCnn.AspNetCore.OpenInference");
        var models = new OpenInferenceModels(pool);
        var inference = new OpenInferenceHandler(pool, options);

        var group = endpoints.MapGroup(prefix.TrimEnd('/'));
        group.WithTags("Open Inference Protocol").WithMetadata(new OpenInferenceMetadata());
        Map("/", HttpMethods.Get, models.ServerAsync, "Describes the server.");

        // Probes have no keys, and are answered under any load.
        foreach (var health in new[]
        {
            Map("/health/live", HttpMethods.Get, OpenInferenceModels.LiveAsync, "Tells whether the server answers."),
            Map("/health/ready", HttpMethods.Get, models.ReadyAsync, "Tells whether all models are ready."),
        })
        {
            health.WithMetadata(new AllowAnonymousAttribute(), new DisableRateLimitingAttribute());
        }

        Map("/models", HttpMethods.Get, models.ListAsync, "Lists the models.");
        foreach (var model in new[] { "/models/{model}", "/models/{model}/versions/{version}" })
        {
            Map(model, HttpMethods.Get, models.ModelAsync, "Describes a model.");
            Map($"{model}/ready", HttpMethods.Get, models.ModelReadyAsync, "Tells whether a model is ready.");
            Map($"{model}/infer", HttpMethods.Post, inference.InferAsync, "Classifies images.", options.MaxRequestBytes);
        }

        Map("/repository/index", HttpMethods.Post, models.IndexAsync, "Lists the models with their states.", OpenInferenceModels.MaxIndexBytes);
        group.Map("/{**path}", OpenInferenceErrors.Handle(log, static http => throw OpenInferenceException.NotFound($"no such path: {http.Request.Path}")))
            .WithOrder(OtherPathsOrder).ExcludeFromDescription();
        return group;

        IEndpointConventionBuilder Map(string pattern, string method, RequestDelegate handler, string summary, long? maxBytes = null)
        {
            var signature = ((Action<string, string>)DescribeRoute).Method;
            var parameters = signature.GetParameters().Where(parameter => pattern.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal));
            var endpoint = group.MapMethods(pattern, [method], OpenInferenceErrors.Handle(log, handler))
                .WithSummary(summary).WithMetadata(BoundParameter.Describe(signature, parameters));
            if (maxBytes is not null)
            {
                // Conventions of the application were added before, and count more: the last metadata wins.
                endpoint.Add(builder => builder.Metadata.Insert(0, new BodySizeLimit(maxBytes.Value)));
            }

            // The framework would answer 405 without a body.
            group.Map(pattern, OpenInferenceErrors.Handle(log, http => throw OpenInferenceException.MethodNotAllowed(http, method)))
                .WithOrder(OtherMethodsOrder).ExcludeFromDescription();
            return endpoint;
        }
    }

    // The parameters of the routes, for descriptions such as OpenAPI. Bodies are described by the protocol.
    private static void DescribeRoute(
        [Description("The name of the model.")] string model, [Description("The version of the model, which must be the loaded one.")] string version)
    {
    }
}
