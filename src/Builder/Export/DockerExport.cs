using System.Collections.Immutable;
using System.Diagnostics;

using Sharpbuild.Builder.Images;
using Sharpbuild.Builder.Options;
using Sharpbuild.Builder.Steps;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Layout;
using Sharpbuild.Oci.Model;

namespace Sharpbuild.Builder.Export;

/// <summary><c>-o type=docker</c>: the archive that <c>docker load</c> reads.</summary>
internal static class DockerExport
{
    /// <summary>Writes the archive, or without a destination hands it to <c>docker load</c>.</summary>
    public static BuildResult Write(
        OutputOption output, StageState state, byte[] config, ImmutableArray<ImageReference> names, BuildServices services, CancellationToken cancellationToken)
    {
        if (output.Destination is { } destination)
        {
            ResultFile.Write(destination, services.Progress, stream => Write(stream, state, config, names, services, cancellationToken));
        }
        else
        {
            Load(stream => Write(stream, state, config, names, services, cancellationToken));
        }

        Descriptor descriptor = new(MediaTypes.DockerConfig, Digest.Of(config), config.Length);
        return new BuildResult(descriptor, descriptor.Digest, names);
    }

    private static void Write(
        Stream stream, StageState state, byte[] config, ImmutableArray<ImageReference> names, BuildServices services, CancellationToken cancellationToken)
    {
        DockerArchiveWriter archive = new(stream);
        archive.Add(config, state.Layers.Select(layer => Describe(layer, services, cancellationToken)), names, cancellationToken);
        archive.Finish();
    }

    private static DockerArchiveLayer Describe(Layer layer, BuildServices services, CancellationToken cancellationToken)
    {
        return new DockerArchiveLayer(layer.DiffId, layer.IsPlain ? layer.Blob.SizeInBytes : null, () => services.Layers.OpenTar(layer, cancellationToken));
    }

    private static void Load(Action<Stream> write)
    {
        ProcessStartInfo start = new("docker") { RedirectStandardInput = true };
        start.ArgumentList.Add("load");
        Process docker;
        try
        {
            docker = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new BuildException("the docker command is not there to load the image", "write -o type=docker,dest=FILE instead", failure);
        }

        using (docker)
        {
            IOException? broken = null;
            try
            {
                using Stream input = docker.StandardInput.BaseStream;
                write(input);
            }
            catch (IOException failure)
            {
                // It ended before it had read all; what it says of the reason it has written to the terminal.
                broken = failure;
            }

            docker.WaitForExit();
            if (docker.ExitCode != 0)
            {
                throw new BuildException(
                    $"docker load ended with exit code {docker.ExitCode}", "start the Docker daemon, set DOCKER_HOST, or write -o type=docker,dest=FILE instead", broken);
            }

            if (broken is not null)
            {
                throw broken;
            }
        }
    }
}
