# Stands for a package manager: one file for each package named on standard input.
while read -r package; do
    mkdir -p /opt/packages && echo "$package" > "/opt/packages/$package"
done
