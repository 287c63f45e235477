using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>The prediction for one image, as OpenAPI describes it; <see cref="ClassifyJson"/> writes it.</summary>
internal sealed record ClassificationResponse(
    [property: Description("The name of the model.")] string Model,
    [property: Description("The version of the model: it counts up when the model is replaced.")] string Version,
    [property: Description("The most probable class.")] string Label,
    [property: Description("The probability of the most probable class, 0..1.")] float Probability,
    [property: Description("The classes, best first.")] IReadOnlyList<ClassResponse> Classes);

/// <summary>A class and its probability.</summary>
internal sealed record ClassResponse(string Label, float Probability);

/// <summary>What is known about a model.</summary>
internal sealed record ModelResponse(
    string Name,
    string Version,
    [property: Description("The SHA-256 of the model file, in lowercase hexadecimal.")] string Sha256,
    DateTimeOffset LoadedAt,
    [property: Description("The size of the model file, in bytes.")] long FileBytes,
    [property: Description("The classes, in the order of the network's scores.")] IReadOnlyList<string> ClassNames,
    [property: Description("features, finetune or scratch.")] string Method,
    string? Backbone,
    string? Network,
    string? Head,
    [property: Description("The license of the backbone's weights.")] string? License,
    [property: Description("The input width of the network, in pixels.")] int InputWidth,
    [property: Description("The input height of the network, in pixels.")] int InputHeight,
    string Preprocessing,
    double? Temperature,
    string? DataFingerprint,
    [property: Description("Test metrics by name, for example accuracy.")] IReadOnlyDictionary<string, double> Metrics,
    [property: Description("The version of MlNetCnn that created the model.")] string CreatedBy)
{
    public static ModelResponse Of(HostedModel model) => new(
        model.Name, model.Version, model.Sha256, model.LoadedAt, model.FileBytes, model.Card.ClassNames, model.Card.Method, model.Card.Backbone,
        model.Card.Network, model.Card.Head, model.Card.License, model.Card.InputWidth, model.Card.InputHeight, model.Card.Preprocessing,
        model.Card.Temperature, model.Card.DataFingerprint, model.Card.Metrics, model.Card.Version);
}

/// <summary>An error (RFC 9457).</summary>
internal sealed record ImageProblem(
    [property: Description("urn:mlnetcnn: and the code.")] string Type,
    string Title,
    int Status,
    string? Detail,
    [property: Description("The error code, for example IMG_TRUNCATED. Codes stay the same from version to version.")] string Code,
    [property: Description("The name of the model, if the request has one.")] string? Model,
    [property: Description("Only for internal errors: find them in the log by it.")] string? TraceId);

/// <summary>Serializes the responses.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(ImageProblem))]
internal sealed partial class ClassifyJsonContext : JsonSerializerContext;

/// <summary>Writes predictions without objects for each class.</summary>
internal static class ClassifyJson
{
    private static readonly JsonEncodedText Label = JsonEncodedText.Encode("label");
    private static readonly JsonEncodedText Probability = JsonEncodedText.Encode("probability");

    /// <summary>Writes the whole body of a response, with its length.</summary>
    public static void Write<T>(HttpResponse response, T value, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        response.ContentLength = writer.BytesCommitted;
    }

    /// <summary>Writes the members of a prediction into the object that is open.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="prediction">The prediction, without an error.</param>
    /// <param name="classNames">The class names.</param>
    /// <param name="top">The maximum number of classes.</param>
    public static void WritePrediction(Utf8JsonWriter writer, ImagePrediction prediction, IReadOnlyList<string> classNames, int top)
    {
        var scores = prediction.Scores;
        writer.WriteString(Label, prediction.Label);
        writer.WriteNumber(Probability, prediction.Probability);
        writer.WriteStartArray("classes"u8);
        var rented = ArrayPool<int>.Shared.Rent(scores.Count);
        try
        {
            var order = rented.AsSpan(0, scores.Count);
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
            }

            // Equal ones in the order of the class names, as in ImagePrediction.Top.
            order.Sort((a, b) => scores[b].CompareTo(scores[a]) is var byScore and not 0 ? byScore : a - b);
            foreach (var index in order[..Math.Min(top, order.Length)])
            {
                writer.WriteStartObject();
                writer.WriteString(Label, classNames[index]);
                writer.WriteNumber(Probability, scores[index]);
                writer.WriteEndObject();
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }

        writer.WriteEndArray();
    }
}

/// <summary>The parameters of the endpoints, for OpenAPI: the endpoints themselves read the request, so that each error has its Problem Details.</summary>
internal static class OpenApiSignature
{
    public static object[] PostNamed { get; } = Metadata(Description.PostNamed);

    public static object[] Post { get; } = Metadata(Description.Post);

    public static object[] GetNamed { get; } = Metadata(Description.GetNamed);

    public static object[] Get { get; } = Metadata(Description.Get);

    private static object[] Metadata(Delegate description) => BoundParameter.Describe(description.Method, description.Method.GetParameters());

    private static class Description
    {
        private const string ModelText = "The name of the model.";
        private const string TopText = "The maximum number of classes in the response, at least 1; all by default.";

        public static void PostNamed([Description(ModelText)] string model, [Description(TopText)] int? top = null) => Ignore(model, top);

        public static void Post([Description(TopText)] int? top = null) => Ignore(top);

        public static void GetNamed([Description(ModelText)] string model) => Ignore(model);

        public static void Get()
        {
        }

        private static void Ignore(params object?[] parameters) => _ = parameters;
    }
}
