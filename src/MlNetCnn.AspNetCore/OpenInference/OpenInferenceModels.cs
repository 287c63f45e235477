using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>Answers what the protocol asks about the server and its models.</summary>
internal sealed class OpenInferenceModels(IImageClassifierPool pool)
{
    public const int MaxIndexBytes = 4096;

    private static readonly string ServerVersion =
        typeof(OpenInferenceModels).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private IEnumerable<IHostedClassifier> Named => pool.Classifiers.Where(classifier => classifier.Name.Length > 0);

    public static Task LiveAsync(HttpContext http) => OpenInferenceErrors.WriteJsonAsync(http, 0, static (json, _) =>
    {
        json.WriteStartObject();
        json.WriteBoolean("live"u8, true);
        json.WriteEndObject();
    });

    /// <summary>Finds the classifier of a route.</summary>
    public static IHostedClassifier Find(IImageClassifierPool pool, HttpContext http)
    {
        var name = (string)http.Request.RouteValues["model"]!;
        return pool.TryGet(name, out var classifier) ? classifier : throw OpenInferenceException.NotFound($"unknown model '{name}'");
    }

    /// <summary>Checks that the route names no other version than this one.</summary>
    public static void CheckVersion(HttpContext http, HostedModel model)
    {
        if (http.Request.RouteValues["version"] is string version && version != model.Version)
        {
            throw OpenInferenceException.NotFound($"the model '{model.Name}' has the version '{model.Version}', not '{version}'");
        }
    }

    public Task ServerAsync(HttpContext http) => OpenInferenceErrors.WriteJsonAsync(http, 0, static (json, _) =>
    {
        json.WriteStartObject();
        json.WriteString("name"u8, "mlnetcnn"u8);
        json.WriteString("version"u8, ServerVersion);
        json.WriteStartArray("extensions"u8);
        json.WriteStringValue("binary_tensor_data"u8);
        json.WriteStringValue("classification"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task ReadyAsync(HttpContext http)
    {
        if (pool.IsDraining)
        {
            throw NotReady("the server stops");
        }

        // Names are for those who may ask for them; health is for everyone.
        if (pool.Classifiers.Any(classifier => classifier.Model is null))
        {
            throw NotReady("not all models are loaded");
        }

        // The text of the protocol has "live" here; KServe answers "ready".
        return OpenInferenceErrors.WriteJsonAsync(http, 0, static (json, _) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("live"u8, true);
            json.WriteBoolean("ready"u8, true);
            json.WriteEndObject();
        });
    }

    public Task ListAsync(HttpContext http) => OpenInferenceErrors.WriteJsonAsync(http, Named, static (json, named) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var classifier in named)
        {
            json.WriteStringValue(classifier.Name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task ModelAsync(HttpContext http)
    {
        var classifier = Find(pool, http);
        var model = classifier.Model ?? throw NotReady($"the model '{classifier.Name}' is not loaded");
        CheckVersion(http, model);
        return OpenInferenceErrors.WriteJsonAsync(http, model, static (json, model) =>
        {
            var card = model.Card;
            json.WriteStartObject();
            json.WriteString("name"u8, model.Name);
            json.WriteStartArray("versions"u8);
            json.WriteStringValue(model.Version);
            json.WriteEndArray();
            json.WriteString("platform"u8, "onnx_onnxv1"u8);
            json.WriteStartArray("inputs"u8);
            WriteTensor(json, InferRequest.Image, "BYTES", -1);
            WriteTensor(json, InferRequest.Pixels, "FP32", -1, 3, card.InputHeight, card.InputWidth);
            json.WriteEndArray();
            json.WriteStartArray("outputs"u8);
            WriteTensor(json, InferRequest.Score, "FP32", -1, card.ClassNames.Count);
            WriteTensor(json, InferRequest.PredictedLabel, "BYTES", -1);
            json.WriteEndArray();
            json.WriteStartObject("properties"u8);
            json.WriteString("labels"u8, Labels(card));
            json.WriteString("sha256"u8, model.Sha256);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public Task ModelReadyAsync(HttpContext http)
    {
        var classifier = Find(pool, http);
        var model = classifier.Model ?? throw NotReady($"the model '{classifier.Name}' is not loaded");
        CheckVersion(http, model);
        if (pool.IsDraining)
        {
            throw NotReady("the server stops");
        }

        return OpenInferenceErrors.WriteJsonAsync(http, model, static (json, model) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, model.Name);
            json.WriteBoolean("ready"u8, true);
            json.WriteEndObject();
        });
    }

    public async Task IndexAsync(HttpContext http)
    {
        var onlyReady = await ReadIndexAsync(http).ConfigureAwait(false);
        await OpenInferenceErrors.WriteJsonAsync(http, (Named, onlyReady), static (json, state) =>
        {
            json.WriteStartArray();
            foreach (var classifier in state.Named)
            {
                var model = classifier.Model;
                if (model is null && state.onlyReady)
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteString("name"u8, classifier.Name);
                if (model is not null)
                {
                    json.WriteString("version"u8, model.Version);
                }

                // The message of an error may name paths of this machine; its code does not.
                json.WriteString("state"u8, model is null ? "UNAVAILABLE"u8 : "READY"u8);
                json.WriteString("reason"u8, model is not null ? "" : (classifier.LoadError as MlNetCnnException)?.Code ?? "not loaded");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private static OpenInferenceException NotReady(string message) => new(StatusCodes.Status503ServiceUnavailable, message);

    private static void WriteTensor(Utf8JsonWriter json, string name, string datatype, params ReadOnlySpan<int> shape)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("datatype"u8, datatype);
        json.WriteStartArray("shape"u8);
        foreach (var length in shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Properties are strings, so the array is one.
    private static string Labels(ModelCard card)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, OpenInferenceErrors.Json))
        {
            json.WriteStartArray();
            foreach (var name in card.ClassNames)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // The body is optional: {"ready": true} leaves out models that are not loaded.
    private static async Task<bool> ReadIndexAsync(HttpContext http)
    {
        OpenInferenceHandler.CheckEncoding(http);
        if (http.Request.ContentLength > MaxIndexBytes)
        {
            throw RequestBody.TooLarge();
        }

        var body = ArrayPool<byte>.Shared.Rent(MaxIndexBytes + 1);
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(
                body.AsMemory(0, MaxIndexBytes + 1), MaxIndexBytes + 1, throwOnEndOfStream: false, http.RequestAborted).ConfigureAwait(false);
            return length <= MaxIndexBytes
                ? length > 0 && ReadIndex(body.AsSpan(0, length))
                : throw RequestBody.TooLarge();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static bool ReadIndex(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = InferJson.MaxDepth });
        var onlyReady = false;
        try
        {
            reader.Read();
            InferJson.Expect(in reader, JsonTokenType.StartObject, "the request");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isReady = reader.ValueTextEquals("ready"u8);
                reader.Read();
                if (isReady)
                {
                    onlyReady = InferJson.Boolean(in reader, "ready");
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read();
            return onlyReady;
        }
        catch (JsonException exception)
        {
            throw InferJson.Invalid(exception);
        }
        catch (InvalidOperationException)
        {
            throw InferJson.NotUnicode();
        }
    }
}
