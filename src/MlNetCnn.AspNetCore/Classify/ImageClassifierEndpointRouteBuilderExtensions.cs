using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using MlNetCnn.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps image classifiers to HTTP endpoints.</summary>
public static class ImageClassifierEndpointRouteBuilderExtensions
{
    /// <summary>Maps a route that classifies images with the hosted classifiers.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="pattern">
    /// The route pattern. Its parameter <c>{model}</c> is the name of the classifier; without it, or without a value, the unnamed classifier is used, or
    /// the only one.
    /// </param>
    /// <returns>A builder that applies to all endpoints of the route, for example to require authorization.</returns>
    /// <remarks>
    /// <para><c>POST</c> with an image (JPEG, PNG, WebP, BMP or GIF; the format is determined by the bytes, not by the content type), or with
    /// <c>multipart/form-data</c> that contains one file named <c>image</c>, <c>file</c> or <c>imageData</c>, returns the classes and their
    /// probabilities, best first; <c>?top=K</c> limits them. Nothing is written to disk.</para>
    /// <para><c>POST</c> with <c>application/x-ndjson</c>, one line <c>{"id":"a","image":"BASE64"}</c> for each image, returns one line for each image,
    /// in the same order, while the body is still being sent: read the response while you send. Each line has the timeout and the limits of a
    /// request of its own; where the queue is full, the stream waits. There is no limit to the number of lines.</para>
    /// <para><c>GET</c> returns what is known about the model.</para>
    /// <para>Errors are Problem Details (RFC 9457) with the members <c>code</c> and <c>model</c>. The model, the declared length and the queue are checked
    /// before the body is read, so that a client that sends <c>Expect: 100-continue</c> uploads nothing that would be rejected.</para>
    /// </remarks>
    public static IEndpointConventionBuilder MapImageClassifier(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/classify/{model}")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var named = RoutePatternFactory.Parse(pattern).GetParameter(ClassifyEndpoint.ModelParameter) is not null;
        var group = endpoints.MapGroup("");
        Describe(
            group.MapPost(pattern, ClassifyProblem.Catch(ClassifyEndpoint.PostAsync)),
            "ClassifyImage",
            "Classifies images",
            "Send one image as the body, or as a file of multipart/form-data named image, file or imageData; or many as application/x-ndjson, one line "
            + "{\"id\":\"a\",\"image\":\"<base64>\"} for each image, answered by one line for each, in the same order.",
            [
                .. named ? OpenApiSignature.PostNamed : OpenApiSignature.Post,
                new AcceptsMetadata(ClassifyEndpoint.ContentTypes, typeof(Stream)),
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ClassificationResponse), ["application/json", ClassifyEndpoint.Ndjson]),
                Problem(StatusCodes.Status400BadRequest),
                Problem(StatusCodes.Status404NotFound),
                Problem(StatusCodes.Status408RequestTimeout),
                Problem(StatusCodes.Status413PayloadTooLarge),
                Problem(StatusCodes.Status415UnsupportedMediaType),
                Problem(StatusCodes.Status500InternalServerError),
                Problem(StatusCodes.Status503ServiceUnavailable),
                Problem(StatusCodes.Status504GatewayTimeout),
            ]);
        Describe(
            group.MapGet(pattern, ClassifyProblem.Catch(ClassifyEndpoint.GetAsync)),
            "GetImageClassifier",
            "Describes a model",
            "Returns the version, the classes and the metrics of the model.",
            [
                .. named ? OpenApiSignature.GetNamed : OpenApiSignature.Get,
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ModelResponse), ["application/json"]),
                Problem(StatusCodes.Status404NotFound),
                Problem(StatusCodes.Status503ServiceUnavailable),
            ]);

        // Routing alone would answer other methods without a body.
        group.Map(pattern, ClassifyProblem.Catch(ClassifyEndpoint.RejectMethod)).ExcludeFromDescription();
        return group;
    }

    private static void Describe(IEndpointConventionBuilder builder, string name, string summary, string description, object[] metadata)
    {
        // A name must be unique: it is made of the whole path, with the prefixes of groups.
        builder.Add(endpoint => endpoint.Metadata.Add(new EndpointNameMetadata(name + Suffix(((RouteEndpointBuilder)endpoint).RoutePattern))));
        builder.WithSummary(summary).WithDescription(description).WithTags("Image classification").WithMetadata(metadata);
    }

    private static string Suffix(RoutePattern pattern)
    {
        var words = pattern.PathSegments.SelectMany(segment => segment.Parts).OfType<RoutePatternLiteralPart>()
            .SelectMany(part => part.Content.Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries))
            .Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]);
        var suffix = string.Concat(words);
        return suffix == "Classify" ? "" : suffix;
    }

    private static ProducesResponseTypeMetadata Problem(int status) => new(status, typeof(ImageProblem), [ClassifyProblem.ContentType]);
}
