using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MlNetCnn.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds authentication by API keys.</summary>
public static class ImageClassifierApiKeyExtensions
{
    /// <summary>
    /// Adds the scheme <see cref="ImageClassifierApiKeyDefaults.AuthenticationScheme"/>, which authenticates requests by an API key: in the header
    /// <c>X-Api-Key</c>, or as <c>Authorization: Bearer</c>. Endpoints ask for it with <c>RequireAuthorization</c>. The application does not start without
    /// a key, or with one that is too short.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static AuthenticationBuilder AddImageClassifierApiKey(this AuthenticationBuilder builder) =>
        builder.AddImageClassifierApiKey(_ => { });

    /// <summary>Adds the scheme <see cref="ImageClassifierApiKeyDefaults.AuthenticationScheme"/> with options that are set here.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static AuthenticationBuilder AddImageClassifierApiKey(this AuthenticationBuilder builder, Action<ImageClassifierApiKeyOptions> configure) =>
        builder.AddImageClassifierApiKey(ImageClassifierApiKeyDefaults.AuthenticationScheme, configure);

    /// <summary>Adds a scheme of another name, for example to have other keys for some endpoints.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="authenticationScheme">The name of the scheme.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static AuthenticationBuilder AddImageClassifierApiKey(
        this AuthenticationBuilder builder, string authenticationScheme, Action<ImageClassifierApiKeyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(authenticationScheme);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ImageClassifierApiKeyOptions>, ApiKeyConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<ImageClassifierApiKeyOptions>, ApiKeyLoader>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImageClassifierApiKeyOptions>, ApiKeyValidation>());
        services.AddOptions<ImageClassifierApiKeyOptions>(authenticationScheme).ValidateOnStart();
        return builder.AddScheme<ImageClassifierApiKeyOptions, ApiKeyHandler>(authenticationScheme, configure);
    }
}
