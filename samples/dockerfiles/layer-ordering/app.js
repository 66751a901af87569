// Says how long a time is: node app.js "2 days"
const ms = require("ms");

const text = process.argv[2] ?? "2 days";
console.log(`${text} are ${ms(text)} milliseconds`);
