namespace MlNetCnn.AspNetCore;

/// <summary>Default values of the API key scheme.</summary>
public static class ImageClassifierApiKeyDefaults
{
    /// <summary>The name of the scheme.</summary>
    public const string AuthenticationScheme = "ApiKey";

    /// <summary>The request header of a key.</summary>
    public const string HeaderName = "X-Api-Key";

    /// <summary>The minimum length of a key, in characters.</summary>
    public const int MinKeyLength = 16;
}
